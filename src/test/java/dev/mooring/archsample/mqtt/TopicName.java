package dev.mooring.archsample.mqtt;

public record TopicName(String text) {}
