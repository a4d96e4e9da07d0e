package dev.mooring.archsample.device;

import org.eclipse.microprofile.reactive.messaging.Message;

record KnowsMessaging(Message<String> message) {}
