package dev.mooring.archsample.mqtt;

public final class MqttSession {}
