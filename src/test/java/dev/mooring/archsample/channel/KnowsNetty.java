package dev.mooring.archsample.channel;

import io.netty.buffer.ByteBuf;

record KnowsNetty(ByteBuf buffer) {}
