package dev.mooring.archsample.site;

import dev.mooring.archsample.event.KnowsSite;

/** With its counterpart in the other room, a cycle. */
record KnowsEvent(KnowsSite event) {}
