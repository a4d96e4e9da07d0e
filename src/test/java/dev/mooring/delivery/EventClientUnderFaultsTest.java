package dev.mooring.delivery;

import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.faultservice.EventService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Event clients without a container: handlers, and what {@code publish} reports. */
class EventClientUnderFaultsTest extends FaultSuite {

    @Override
    ServiceUnderFaults service(Path directory) {
        return new EventClients();
    }

    private static final class EventClients implements ServiceUnderFaults {

        @Override
        public List<String> command(Path journal, List<Place> places) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    EventService.class.getName(),
                    journal.toString()));
            places.forEach(place -> command.addAll(
                    List.of(place.name(), place.proxy().url(), place.version().name())));
            return command;
        }

        @Override
        public String clientId(Place place) {
            return place.name();
        }

        @Override
        public Feed feed(Place place, QuickSessions sessions) {
            return new EventFeed(EventClient.builder(place.proxy().url(), place.name() + "-sender")
                    .vertx(sessions.vertx())
                    .protocolVersion(place.version())
                    .keepAlive(QuickSessions.KEEP_ALIVE)
                    .reconnect(QuickSessions.MIN_DELAY, QuickSessions.MAX_DELAY)
                    .takeoverCooldown(QuickSessions.COOLDOWN)
                    .build());
        }
    }

    /** Numbers in events. */
    private record EventFeed(EventClient client) implements Feed {

        private static final int WINDOW = 1_000;

        @Override
        public Future<?> publish(String topic, long count, int perSecond, Producer.Witness witness) {
            Promise<Void> end = Promise.promise();
            Thread thread = new Thread(() -> publishAll(topic, count, perSecond, witness, end), "feed " + topic);
            thread.setDaemon(true);
            thread.start();
            return end.future();
        }

        private void publishAll(String topic, long count, int perSecond, Producer.Witness witness, Promise<Void> end) {
            Semaphore window = new Semaphore(WINDOW);
            long pause = Duration.ofSeconds(1).toNanos() / perSecond;
            long begin = System.nanoTime();
            for (long number = 0; number < count; number++) {
                window.acquireUninterruptibly();
                LockSupport.parkNanos(begin + number * pause - System.nanoTime());
                publish(topic, number, witness, window);
            }
            window.acquireUninterruptibly(WINDOW);
            end.complete();
        }

        private void publish(String topic, long number, Producer.Witness witness, Semaphore window) {
            witness.attempted(number);
            client.publish(event(topic, number), failure -> {
                if (failure == null) {
                    witness.acknowledged(number);
                } else {
                    witness.refused(number, failure);
                }
                window.release();
            });
        }

        @Override
        public void publish(String topic, long number) {
            client.publishAndForget(event(topic, number));
        }

        private static OutgoingEvent event(String topic, long number) {
            return OutgoingEvent.of(topic, "number", Map.of("n", number));
        }
    }
}
