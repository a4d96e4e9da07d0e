package dev.mooring.archsample.site;

public record Site(String name) {}
