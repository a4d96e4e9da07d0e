package dev.mooring.archsample.unlisted;

/** In a room that nobody decided about, without {@code @NullMarked}. */
record Stranger(String name) {}
