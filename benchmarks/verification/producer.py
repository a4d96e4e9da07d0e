"""Stand-in for producer.py of document V: increasing numbers at QoS 1, bursts of 10 with 100 ms between, until SIGINT.

The next number is kept in .producer_state, beside where it is started. Needs paho-mqtt, and MQTT_HOST and MQTT_PORT.
"""
import os
import signal
import time
from pathlib import Path

import paho.mqtt.client as mqtt

STATE = Path(".producer_state")


def client(client_id):
    version = getattr(mqtt, "CallbackAPIVersion", None)
    first = [version.VERSION1] if version else []
    return mqtt.Client(*first, client_id=client_id, clean_session=False)


def main():
    stopping = []
    signal.signal(signal.SIGINT, lambda *_: stopping.append(1))
    producer = client("producer_test")
    producer.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]), 60)
    producer.loop_start()
    number = int(STATE.read_text()) if STATE.exists() else 0
    while not stopping:
        burst = [producer.publish("test/sequence", str(number + i), qos=1) for i in range(10)]
        for each in burst:
            each.wait_for_publish()
        number += len(burst)
        STATE.write_text(str(number))
        time.sleep(0.1)
    print("[Producer] Next sequence:", number, flush=True)
    producer.disconnect()
    producer.loop_stop()


main()
