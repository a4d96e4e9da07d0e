package dev.mooring.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.retained.Restore;
import dev.mooring.retained.RetainedMessages;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts back what was exported. */
@Command(
        name = "restore",
        description = {
            "Publish again, retained, what 'export' wrote to a file.",
            "",
            "A topic on which the broker retains another message by now keeps that, unless --overwrite. A file that was cut"
                    + " off is refused before anything is published.",
            "",
            "Example: mooring retained restore before-purge.ndjson"
        },
        mixinStandardHelpOptions = true)
final class RestoreRetained implements Callable<Integer> {

    /** Base64 of the largest payload that MQTT has would be more; a line without an end must not fill the memory. */
    private static final int LONGEST_LINE = 400 << 20;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What 'export' wrote.")
    Path file;

    @Option(names = "--overwrite", description = "Replace what the broker retains by now.")
    boolean overwrite;

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            defaultValue = "500/s",
            description = "Messages a second, at most. Default: ${DEFAULT-VALUE}.")
    Converters.Rate rate;

    @Mixin
    BrokerOptions broker;

    RestoreRetained() {}

    @Override
    public Integer call() throws CommandException {
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        long total = checked();
        try (OneBroker open = broker.open()) {
            Tally tally = new Tally();
            Progress progress = new Progress(surroundings, "restored", total);
            try {
                restore(new RetainedMessages(open, surroundings.clock()), tally, progress);
            } catch (Waiting.FailedException e) {
                throw new CommandException(
                        ExitCode.FAILED,
                        e.getMessage() + "; " + tally.all() + " of " + total
                                + " messages were done before that, and are passed over when it is started again");
            } finally {
                progress.end();
            }
            surroundings.out().println(tally.text(open.name()));
            return tally.count(Restore.Outcome.FAILED) == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** Reads all of it once: what is wrong is found before anything is published. Returns how many there are. */
    private long checked() throws CommandException {
        long[] count = {0};
        read(message -> count[0]++);
        return count[0];
    }

    private void restore(RetainedMessages messages, Tally tally, Progress progress) throws CommandException {
        List<OutboundMessage> batch = new ArrayList<>();
        int most = Math.min(RetainedMessages.MOST_WITH_QOS, rate.perSecond());
        read(message -> {
            batch.add(message);
            if (batch.size() == most) {
                restore(messages, batch, tally, progress);
            }
        });
        restore(messages, batch, tally, progress);
    }

    private void restore(RetainedMessages messages, List<OutboundMessage> batch, Tally tally, Progress progress)
            throws CommandException {
        if (batch.isEmpty()) {
            return;
        }
        long begin = System.nanoTime();
        Waiting.on(messages.restore(List.copyOf(batch), overwrite)).forEach(tally::add);
        progress.done(tally.all());
        Pause.until(begin, Duration.ofSeconds(batch.size()).dividedBy(rate.perSecond()));
        batch.clear();
    }

    /** Takes a message of the file. */
    @FunctionalInterface
    private interface Taker {
        void take(OutboundMessage message) throws CommandException;
    }

    private void read(Taker taker) throws CommandException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            checkHead(line(reader));
            long count = 0;
            for (String line = line(reader); ; line = line(reader)) {
                if (line == null) {
                    throw wrong(count + 2, "the end is missing: the file was cut off");
                }
                if (line.startsWith("{\"end\":")) {
                    checkFoot(line, count);
                    return;
                }
                taker.take(message(line, ++count + 1));
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read: " + e.getMessage());
        }
    }

    private static @Nullable String line(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        if (line != null && line.length() > LONGEST_LINE) {
            throw new IOException("a line is too long");
        }
        return line;
    }

    private void checkHead(@Nullable String line) throws CommandException {
        try {
            if (line != null && Json.read(line, ExportEnds.Head.class).version() == ExportEnds.VERSION) {
                return;
            }
        } catch (JsonProcessingException e) {
            // said below, for both
        }
        throw wrong(1, "is not what 'mooring retained export' writes");
    }

    private void checkFoot(String line, long count) throws CommandException {
        try {
            if (Json.read(line, ExportEnds.Foot.class).count() == count) {
                return;
            }
        } catch (JsonProcessingException e) {
            // said below, for both
        }
        throw wrong(count + 2, "does not say how many messages stand before it: some are missing");
    }

    private OutboundMessage message(String line, long number) throws CommandException {
        try {
            return Json.read(line, ExportedMessage.class).message();
        } catch (JsonProcessingException e) {
            throw wrong(number, "is not the JSON of a message");
        } catch (IllegalArgumentException e) {
            throw wrong(number, String.valueOf(e.getMessage()));
        }
    }

    private CommandException wrong(long line, String what) {
        return new CommandException(ExitCode.USAGE, file + ", line " + line + ": " + what);
    }

    /** What became of all. */
    private static final class Tally {
        private static final int MOST_TOLD = 100;

        private final Map<Restore.Outcome, Long> counts = new EnumMap<>(Restore.Outcome.class);
        private final List<Restore.RestoredTopic> failed = new ArrayList<>();

        void add(Restore.RestoredTopic topic) {
            counts.merge(topic.outcome(), 1L, Long::sum);
            if (topic.outcome() == Restore.Outcome.FAILED && failed.size() < MOST_TOLD) {
                failed.add(topic);
            }
        }

        long count(Restore.Outcome outcome) {
            return counts.getOrDefault(outcome, 0L);
        }

        long all() {
            return counts.values().stream().mapToLong(each -> each).sum();
        }

        String text(String where) {
            StringBuilder text = new StringBuilder(where)
                    .append(": ")
                    .append(count(Restore.Outcome.RESTORED))
                    .append(" restored, ")
                    .append(count(Restore.Outcome.SAME))
                    .append(" were there, ")
                    .append(count(Restore.Outcome.OTHER))
                    .append(" left as others are there by now, ")
                    .append(count(Restore.Outcome.FAILED))
                    .append(" failed");
            failed.forEach(each -> text.append(System.lineSeparator())
                    .append("  ")
                    .append(Escaped.text(each.topic()))
                    .append(": ")
                    .append(Escaped.text(each.why())));
            return text.toString();
        }
    }
}
