package dev.mooring.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills the application at random moments while configs are saved and assets are uploaded. What a client had an answer for
 * must be there, or what it sent afterwards: whole, and with nothing beside it. {@code -Dmooring.tests.kills=200} kills as
 * often as somebody has patience for.
 */
class KilledWhileSavingIT {

    private static final int KILLS = Integer.getInteger("mooring.tests.kills", 5);
    private static final long SEED = Long.getLong("mooring.tests.seed", 88);
    private static final int LONGEST_MILLIS = 600;
    private static final int CONFIGS = 4;
    private static final int ASSETS = 2;
    private static final int ASSET_WORDS = 60_000;

    private final Random random = new Random(SEED);
    private final Path directory;
    private final List<Writer> writers = new ArrayList<>();

    KilledWhileSavingIT(@TempDir Path directory) {
        this.directory = directory;
        for (int i = 0; i < CONFIGS; i++) {
            writers.add(new ConfigWriter("aa-bb-cc-dd-ee-0" + i));
        }
        for (int i = 0; i < ASSETS; i++) {
            writers.add(new AssetWriter("firmware-" + i + ".bin"));
        }
    }

    @Test
    void shouldHaveEveryFileWholeWhateverItWasDoing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                try (PackagedApplication application = start()) {
                    assertThat(temporaryFiles()).isEmpty();
                    writers.forEach(writer -> writer.check(application));
                    List<Future<?>> running = new ArrayList<>();
                    writers.forEach(writer -> running.add(threads.submit(() -> writer.writeUntilItEnds(application))));
                    LockSupport.parkNanos(
                            Duration.ofMillis(random.nextInt(LONGEST_MILLIS)).toNanos());
                    application.kill9();
                    for (Future<?> each : running) {
                        each.get(30, TimeUnit.SECONDS);
                    }
                }
            }
            try (PackagedApplication application = start()) {
                assertThat(temporaryFiles()).isEmpty();
                writers.forEach(writer -> writer.check(application));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(writers).allSatisfy(writer -> assertThat(writer.answered).isPositive());
    }

    private PackagedApplication start() {
        return PackagedApplication.builder()
                .open()
                .property("mooring.devices.directory", directory.toString())
                .start()
                .awaitListening();
    }

    private List<Path> temporaryFiles() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tmp"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves one file over and over, numbered. */
    private abstract static class Writer {
        private volatile int sent;
        private volatile int answered;

        abstract HttpRequest.Builder request(PackagedApplication to, int number);

        abstract HttpRequest.Builder read(PackagedApplication from);

        /** What the file with this number must be. */
        abstract String content(int number);

        abstract int number(String content);

        final void writeUntilItEnds(PackagedApplication to) {
            try {
                while (true) {
                    int number = sent + 1;
                    sent = number;
                    HttpResponse<String> answer = PackagedApplication.send(request(to, number));
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    answered = number;
                }
            } catch (UncheckedIOException killed) {
                // that is what this is about
            }
        }

        final void check(PackagedApplication in) {
            HttpResponse<String> answer = PackagedApplication.send(read(in));
            if (answer.statusCode() == 404) {
                assertThat(answered).isZero();
                return;
            }
            assertThat(answer.statusCode()).isEqualTo(200);
            int number = number(answer.body());
            assertThat(answer.body()).isEqualTo(content(number));
            assertThat(number).isBetween(answered, sent);
        }
    }

    private static final class ConfigWriter extends Writer {
        private static final String BEFORE = "{\"number\":";

        private final String mac;

        ConfigWriter(String mac) {
            this.mac = mac;
        }

        @Override
        HttpRequest.Builder request(PackagedApplication to, int number) {
            return to.request("/configs/" + mac)
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(content(number)));
        }

        @Override
        HttpRequest.Builder read(PackagedApplication from) {
            return from.request("/configs/" + mac + ".json").GET();
        }

        @Override
        String content(int number) {
            return BEFORE + number + ",\"filler\":\"" + (number + "-").repeat(2_000 + number % 1_000) + "\"}";
        }

        @Override
        int number(String content) {
            return Integer.parseInt(content.substring(BEFORE.length(), content.indexOf(',')));
        }
    }

    private static final class AssetWriter extends Writer {
        private static final String BOUNDARY = "mooring-boundary";

        private final String name;

        AssetWriter(String name) {
            this.name = name;
        }

        @Override
        HttpRequest.Builder request(PackagedApplication to, int number) {
            String body = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                    + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content(number) + "\r\n--" + BOUNDARY
                    + "--\r\n";
            return to.request("/assets")
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
        }

        @Override
        HttpRequest.Builder read(PackagedApplication from) {
            return from.request("/assets/" + name).GET();
        }

        @Override
        String content(int number) {
            return (number + " ").repeat(ASSET_WORDS);
        }

        @Override
        int number(String content) {
            return Integer.parseInt(content.substring(0, content.indexOf(' ')));
        }
    }
}
