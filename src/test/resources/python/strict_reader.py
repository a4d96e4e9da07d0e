"""Reads envelopes as strictly as the Python services do, and prints one line for each that is none, then a verdict.

Usage: strict_reader.py PORT COUNT TOPIC...
"""

import json
import re
import sys
import threading

import paho.mqtt.client as mqtt

port, count, topics = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
own_id = re.compile("[0-9a-f]{32}")
kinds = {"id": str, "type": str, "ts": float, "source": str, "data": dict}
seen = {}
bad = []
done = threading.Event()


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key twice")
    return dict(pairs)


def nothing_of_javas(name):
    raise ValueError(name + " is no JSON")


def check(topic, payload):
    envelope = json.loads(payload.decode("utf-8"), object_pairs_hook=unique, parse_constant=nothing_of_javas)
    if list(envelope) != list(kinds):
        raise ValueError("keys are %s" % list(envelope))
    for key, kind in kinds.items():
        if type(envelope[key]) is not kind:
            raise ValueError("%s is of type %s" % (key, type(envelope[key]).__name__))
    wanted = envelope["data"].get("correlation")
    if wanted is not None and envelope["id"] != wanted:
        raise ValueError("id is not the correlation id")
    if wanted is None and not own_id.fullmatch(envelope["id"]):
        raise ValueError("id is not 32 hex digits")
    if not 1.7e9 < envelope["ts"] < 4e9:
        raise ValueError("ts is no time of now")
    if not envelope["type"] or envelope["source"] != "java-service":
        raise ValueError("type or source is wrong")
    if envelope["type"].endswith(".batch"):
        if topic != envelope["type"][: -len(".batch")].replace(".", "/") + "/batch":
            raise ValueError("type does not belong to the topic")
        if len(envelope["data"]["items"]) != envelope["data"]["count"]:
            raise ValueError("count is not that of the items")
    text = envelope["data"].get("text")
    if text is not None and text != "Gr\u00fc\u00dfe \U0001f680 \" \\ \x00 \u2028":
        raise ValueError("text has changed")
    return envelope["type"]


def on_message(client, userdata, message):
    try:
        kind = check(message.topic, message.payload)
        seen[kind] = seen.get(kind, 0) + 1
    except (ValueError, KeyError, UnicodeDecodeError) as problem:
        bad.append(problem)
        print("bad on %s: %s" % (message.topic, problem), flush=True)
    if sum(seen.values()) + len(bad) >= count:
        done.set()


def on_subscribe(client, userdata, mid, granted):
    print("ready", flush=True)


client = mqtt.Client(client_id="python-strict-reader", protocol=mqtt.MQTTv311)
client.on_message = on_message
client.on_subscribe = on_subscribe
client.connect("127.0.0.1", port)
client.subscribe([(topic, 1) for topic in topics])
client.loop_start()
complete = done.wait(30)
client.disconnect()
client.loop_stop()
print("verdict %s %d bad %s" % ("complete" if complete else "incomplete", len(bad), json.dumps(seen, sort_keys=True)))
