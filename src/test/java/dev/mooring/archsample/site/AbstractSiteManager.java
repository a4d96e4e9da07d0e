package dev.mooring.archsample.site;

abstract class AbstractSiteManager {

    synchronized int locked() {
        return 1;
    }

    static final class Impl extends AbstractSiteManager {}
}
