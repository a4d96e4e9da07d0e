"""Publishes envelopes as the Python services make them (Envelope.new, dumped).

Usage: publisher.py PORT COUNT TOPIC
"""

import json
import sys
import time
import uuid

import paho.mqtt.client as mqtt

port, count, topic = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def new(event_type, data, correlate=None, source="python-service"):
    return {
        "id": correlate or uuid.uuid4().hex,
        "type": event_type,
        "ts": time.time(),
        "source": source,
        "data": data,
    }


def dumped(number, envelope):
    # json as it comes, and as orjson would write it: compact, and no escapes but those that must be
    if number % 2:
        return json.dumps(envelope)
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


client = mqtt.Client(client_id="python-publisher", protocol=mqtt.MQTTv311)
client.connect("127.0.0.1", port)
client.max_inflight_messages_set(100)
client.loop_start()
waiting = []
for number in range(count):
    data = {"n": number, "text": "Gr\u00fc\u00dfe \U0001f680 \" \\ \x00", "x": 0.1, "none": None, "deep": {"all": [1, True]}}
    if number % 3 == 0:
        data["seq"] = number
    envelope = new("python.event", data, "request-%d" % number if number % 5 == 0 else None)
    waiting.append(client.publish(topic, dumped(number, envelope), qos=1))
for each in waiting:
    each.wait_for_publish(30)
client.disconnect()
client.loop_stop()
print("published %d" % sum(1 for each in waiting if each.is_published()))
