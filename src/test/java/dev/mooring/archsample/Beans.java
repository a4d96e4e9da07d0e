package dev.mooring.archsample;

import java.util.concurrent.ThreadLocalRandom;

/** The exempted place. */
final class Beans {

    int dice() {
        return ThreadLocalRandom.current().nextInt();
    }
}
