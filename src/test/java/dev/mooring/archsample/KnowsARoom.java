package dev.mooring.archsample;

import dev.mooring.archsample.site.Site;

record KnowsARoom(Site site) {}
