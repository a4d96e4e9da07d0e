package dev.mooring.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What processes say, and what is heard of it. Needs a POSIX shell. */
class ConsumerProcessTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    /** Prints numbers, and notes each when it is in the pipe. */
    private static final String COUNTS = "exec 3> \"$0\"; i=0; while :; do echo $i; echo $i >&3; i=$((i + 1)); done";

    private final QuickSessions sessions = new QuickSessions();
    private final Heard heard = new Heard();

    @AfterEach
    void end() {
        sessions.close();
    }

    @Test
    void shouldUnderstandWhatIsSaid() {
        ConsumerProcess consumer = consumer(
                "echo '(no-session)'; echo hello; echo 't/a 7'; echo 8; echo 'a b what?'; echo 't (no-session)'; exec cat");
        onLoop(() -> consumer.start(heard));

        await().atMost(LONG).until(() -> heard.words.size() == 4);

        assertThat(heard.words).containsExactly("no session", "ready", "?", "?");
        assertThat(heard.topics).containsExactly("t/a", "");
        assertThat(heard.numbers).containsExactly(7L, 8L);
        onLoop(consumer::stop);
    }

    @Test
    void shouldSayThatItEndedUnasked() {
        onLoop(() -> consumer("exit 3").start(heard));

        await().atMost(LONG).untilAsserted(() -> assertThat(heard.words).containsExactly("ended: exit code 3"));
    }

    /** What it said, it may have acknowledged: a judge who does not hear it would convict the broker. */
    @Test
    void shouldHearAllThatWasSaidBeforeAKill(@TempDir Path directory) throws Exception {
        Path said = directory.resolve("said");
        ConsumerProcess consumer = consumer(COUNTS, said.toString());
        onLoop(() -> consumer.start(heard));
        await().atMost(LONG).until(() -> !heard.numbers.isEmpty());
        CountDownLatch busy = new CountDownLatch(1);
        sessions.loop().runOnContext(v -> awaitQuietly(busy));
        // Behind that, and so before what is read meanwhile.
        sessions.loop().runOnContext(v -> consumer.kill().onSuccess(dead -> heard.words.add("killed")));
        long last = awaitAFullPipe(said);

        busy.countDown();

        await().atMost(LONG).until(() -> heard.words.contains("killed") && heard.numbers.size() >= last + 1);
        assertThat(heard.numbers)
                .startsWith(LongStream.rangeClosed(0, last).boxed().toArray(Long[]::new));
        assertThat(heard.words).containsExactly("killed");
    }

    /** Nobody reads, so it stands still as soon as no more goes in. */
    private static long awaitAFullPipe(Path said) throws IOException {
        long[] before = {-1};
        await("a full pipe").atMost(LONG).pollInterval(Duration.ofMillis(300)).until(() -> {
            long now = Files.size(said);
            boolean still = now == before[0];
            before[0] = now;
            return still;
        });
        return Files.readAllLines(said).size() - 1L;
    }

    private ConsumerProcess consumer(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script));
        command.addAll(List.of(arguments));
        return new ConsumerProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT), sessions.loop());
    }

    private void onLoop(Runnable work) {
        sessions.loop().runOnContext(v -> work.run());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("not released within " + LONG);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** In the order it was heard. */
    private static final class Heard implements Examined.Witness {
        private final List<String> words = new CopyOnWriteArrayList<>();
        private final Set<String> topics = Collections.synchronizedSet(new LinkedHashSet<>());
        private final List<Long> numbers = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void received(String topic, long number) {
            topics.add(topic);
            numbers.add(number);
        }

        @Override
        public void ready() {
            words.add("ready");
        }

        @Override
        public void noSession() {
            words.add("no session");
        }

        @Override
        public void notUnderstood() {
            words.add("?");
        }

        @Override
        public void ended(String why) {
            words.add("ended: " + why);
        }
    }
}
