package dev.mooring.archsample.event;

import dev.mooring.archsample.site.Site;

public record KnowsSite(Site site) {}
