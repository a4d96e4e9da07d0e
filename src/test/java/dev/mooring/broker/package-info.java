/**
 * The brokers the tests talk to, and what makes their network bad.
 *
 * <p>Three brokers behind {@link dev.mooring.broker.TestBroker}: a real mosquitto in a process of its own, Artemis and
 * HiveMQ CE in this one. {@link dev.mooring.broker.OnEveryBroker} runs a test class on each, and in each version of the
 * protocol if it wants. {@link dev.mooring.broker.Peer} and, in MQTT 5, {@link dev.mooring.broker.Peer5} are a foreign
 * client, so that Mooring is not tested with itself; {@link dev.mooring.broker.TcpProxy} is a bad network;
 * {@link dev.mooring.broker.ScriptedBroker} says what no real broker would. Nothing here knows Quarkus; everything blocks
 * and belongs on the thread of a test.
 */
@NullMarked
package dev.mooring.broker;

import org.jspecify.annotations.NullMarked;
