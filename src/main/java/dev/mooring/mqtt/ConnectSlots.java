package dev.mooring.mqtt;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets only so many connections to one address come about at a time. A broker takes them from a short queue of its
 * kernel (mosquitto's holds 100); what does not fit is dropped, and TCP tries again only a second later. Safe on any
 * thread, without locks.
 */
final class ConnectSlots {

    static final int PER_ADDRESS = 64;

    private final Map<String, Address> addresses = new ConcurrentHashMap<>();

    /**
     * Runs the attempt when it is its turn, which may be now; on this thread, or on one that gives its turn back.
     *
     * @return to be given back when the attempt is over, also when its turn has never come
     */
    Turn enter(BrokerAddress broker, Runnable attempt) {
        Address address = addresses.computeIfAbsent(broker.authority(), authority -> new Address());
        Turn turn = new Turn(address, attempt);
        address.waiting.add(turn);
        address.admit();
        return turn;
    }

    /** One attempt's turn. */
    static final class Turn {

        private enum State {
            WAITING,
            RUNNING,
            OVER
        }

        private final Address address;
        private final Runnable attempt;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

        private Turn(Address address, Runnable attempt) {
            this.address = address;
            this.attempt = attempt;
        }

        private boolean begin() {
            return state.compareAndSet(State.WAITING, State.RUNNING);
        }

        /** The attempt is over; said twice, it means nothing the second time. */
        void end() {
            if (state.getAndSet(State.OVER) == State.RUNNING) {
                address.leave();
            }
        }
    }

    private static final class Address {
        private final AtomicInteger free = new AtomicInteger(PER_ADDRESS);
        private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();

        void leave() {
            free.incrementAndGet();
            admit();
        }

        /** Who adds a turn or gives one back looks afterwards: whoever is last sees both. */
        void admit() {
            while (!waiting.isEmpty() && take()) {
                Turn next = waiting.poll();
                if (next != null && next.begin()) {
                    next.attempt.run();
                } else {
                    free.incrementAndGet(); // somebody else was faster, or it was given up; look again
                }
            }
        }

        private boolean take() {
            return free.getAndUpdate(slots -> Math.max(0, slots - 1)) > 0;
        }
    }
}
