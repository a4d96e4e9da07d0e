package dev.mooring.archsample.mqtt;

import io.netty.buffer.ByteBuf;
import jakarta.enterprise.inject.Instance;

/** Netty is allowed here, CDI is not. */
record KnowsCdi(ByteBuf buffer, Instance<String> beans) {}
