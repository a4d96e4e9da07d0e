package dev.mooring.cli;

import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.retained.RetainedMessages;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what a broker retains to a file. */
@Command(
        name = "export",
        description = {
            "Write what a broker retains to a file, from which 'restore' puts it back.",
            "",
            "The file is whole or not there: it gets its name when all of it is on the disk. Each line is a JSON object;"
                    + " payloads are in Base64. Nobody but you may read it.",
            "",
            "Example: mooring retained export 'inference/#' --output before-purge.ndjson"
        },
        mixinStandardHelpOptions = true)
final class ExportRetained implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILTER", description = "Topic filter, with + and # where MQTT allows them.")
    TopicFilter filter;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The file; must not exist unless --force.")
    Path output;

    @Option(names = "--force", description = "Replace the file.")
    boolean force;

    @Mixin
    BrokerOptions broker;

    ExportRetained() {}

    @Override
    public Integer call() throws CommandException {
        Filters.refuseTheBrokersOwn(spec, filter);
        if (Files.exists(output) && !force) {
            throw new CommandException(ExitCode.USAGE, output + " exists already; --force replaces it");
        }
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        try (OneBroker open = broker.open()) {
            long count = export(surroundings, open);
            surroundings.out().println(count + " retained messages written to " + output);
            return ExitCode.OK;
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, output + ": " + e.getMessage());
        }
    }

    private long export(Surroundings surroundings, OneBroker open) throws CommandException, IOException {
        Path whole = output.toAbsolutePath();
        Path temporary = Files.createTempFile(whole.getParent(), "." + whole.getFileName(), ".part");
        try {
            long count;
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                BufferedWriter writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
                line(
                        writer,
                        new ExportEnds.Head(
                                ExportEnds.VERSION,
                                surroundings.clock().instant().toString(),
                                open.name(),
                                filter.value()));
                count = new Export(new RetainedMessages(open, surroundings.clock()), writer).run();
                line(writer, new ExportEnds.Foot(count));
                writer.flush();
                channel.force(true);
            }
            rename(temporary, whole);
            return count;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void rename(Path temporary, Path whole) throws IOException {
        try {
            Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, whole, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void line(BufferedWriter writer, Object value) throws IOException {
        writer.write(Json.line(value));
        writer.newLine();
    }

    /** The messages, a few hundred at a time since that many may be asked for their QoS. */
    private final class Export {
        private final RetainedMessages messages;
        private final BufferedWriter writer;
        private final List<ExportedMessage> batch = new ArrayList<>();
        private long count;

        Export(RetainedMessages messages, BufferedWriter writer) {
            this.messages = messages;
            this.writer = writer;
        }

        long run() throws CommandException {
            Handover<ExportedMessage> handover = new Handover<>();
            handover.takeAll(
                    messages.list(filter, (message, done) -> handover.give(ExportedMessage.of(message), done)),
                    this::add);
            flush();
            return count;
        }

        private void add(ExportedMessage message) throws CommandException {
            batch.add(message);
            if (batch.size() == RetainedMessages.MOST_WITH_QOS) {
                flush();
            }
        }

        private void flush() throws CommandException {
            Map<String, QoS> qos = Waiting.on(
                    messages.qos(batch.stream().map(ExportedMessage::topic).toList()));
            try {
                for (ExportedMessage each : batch) {
                    QoS known = qos.get(each.topic());
                    line(writer, known == null ? each : each.withQos(known));
                }
            } catch (IOException e) {
                throw new CommandException(ExitCode.FAILED, output + ": " + e.getMessage());
            }
            count += batch.size();
            batch.clear();
        }
    }
}
