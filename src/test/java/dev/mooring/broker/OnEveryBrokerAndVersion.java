package dev.mooring.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** {@link OnEveryBroker} with all brokers and all versions of the protocol: for what any broker must do. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@OnEveryBroker(
        brokers = {BrokerProduct.ARTEMIS, BrokerProduct.MOSQUITTO, BrokerProduct.HIVEMQ},
        versions = {MqttVersion.V5, MqttVersion.V3_1_1})
public @interface OnEveryBrokerAndVersion {}
