"""Stand-in for consumer.py of document V: a persistent session that looks for gaps, until SIGINT; exit code 1 when there are any.

The next number is kept in .consumer_state, beside where it is started. Needs paho-mqtt, and MQTT_HOST and MQTT_PORT.
"""
import os
import signal
import sys
from pathlib import Path

import paho.mqtt.client as mqtt

STATE = Path(".consumer_state")


class Consumer:
    def __init__(self):
        self.expected = int(STATE.read_text()) if STATE.exists() else 0
        self.received = 0
        self.gaps = 0
        version = getattr(mqtt, "CallbackAPIVersion", None)
        first = [version.VERSION1] if version else []
        self.client = mqtt.Client(*first, client_id="consumer_test_persistent", clean_session=False)
        self.client.on_connect = lambda client, *_: client.subscribe("test/sequence", 1)
        self.client.on_message = self.on_message

    def on_message(self, client, userdata, message):
        number = int(message.payload)
        self.received += 1
        if number > self.expected:
            self.gaps += 1
            print(f"[Consumer] ⚠ WARNING: Gap detected! Received {number}, expected {self.expected}", flush=True)
        if number >= self.expected:
            self.expected = number + 1
            STATE.write_text(str(self.expected))

    def run(self):
        signal.signal(signal.SIGINT, lambda *_: self.client.disconnect())
        self.client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]), 60)
        self.client.loop_forever()
        print(f"Statistics:\n  Total messages received: {self.received}\n  Next expected sequence: {self.expected}")
        print(f"  Gaps detected: {self.gaps}", flush=True)


consumer = Consumer()
consumer.run()
sys.exit(1 if consumer.gaps else 0)
