package dev.mooring.archsample.mqtt;

public sealed interface Outcome {

    record Sent() implements Outcome {}
}
