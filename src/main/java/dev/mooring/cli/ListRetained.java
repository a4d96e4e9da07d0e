package dev.mooring.cli;

import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.retained.Listing;
import dev.mooring.retained.RetainedEntry;
import dev.mooring.retained.RetainedMessages;
import java.util.ArrayList;
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

/** Lists what a broker retains. */
@Command(
        name = "list",
        description = {
            "List what a broker retains: topic, QoS, size in bytes, and how the payload begins, with a tab between them.",
            "",
            "It ends by itself when the broker has shown all it has. The QoS is asked for when there are at most 500 messages;"
                    + " else there is a - instead.",
            "",
            "Examples:",
            "  mooring retained list 'test/#' --url mqtt://localhost",
            "  mooring retained list '#' --json | jq -r .topic"
        },
        mixinStandardHelpOptions = true)
final class ListRetained implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILTER", description = "Topic filter, with + and # where MQTT allows them.")
    TopicFilter filter;

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Mixin
    BrokerOptions broker;

    ListRetained() {}

    @Override
    public Integer call() throws CommandException {
        Filters.refuseTheBrokersOwn(spec, filter);
        Surroundings surroundings = Mooring.surroundingsOf(spec);
        Results results = new Results(surroundings.out());
        try (OneBroker open = broker.open()) {
            RetainedMessages messages = new RetainedMessages(open, surroundings.clock());
            Shown shown = new Shown(results);
            Handover<RetainedEntry> handover = new Handover<>();
            Listing.End end = handover.takeAll(
                    messages.list(filter, (message, done) -> handover.give(RetainedEntry.of(message, null), done)),
                    shown::add);
            shown.rest(messages);
            results.look();
            if (!end.marked()) {
                surroundings
                        .err()
                        .println("mooring: the broker did not show where the list ends; it fell silent instead");
            }
            return ExitCode.OK;
        }
    }

    /** Holds back the first, until it is clear whether there are few enough to ask for their QoS. */
    private final class Shown {
        private final Results results;
        private @Nullable List<RetainedEntry> first = new ArrayList<>();

        Shown(Results results) {
            this.results = results;
        }

        void add(RetainedEntry entry) throws CommandException {
            List<RetainedEntry> held = first;
            if (held == null) {
                print(entry);
                return;
            }
            held.add(entry);
            if (held.size() > RetainedMessages.MOST_WITH_QOS) {
                printAll(held);
                first = null;
            }
        }

        void rest(RetainedMessages messages) throws CommandException {
            List<RetainedEntry> held = first;
            if (held == null || held.isEmpty()) {
                return;
            }
            Map<String, QoS> qos = Waiting.on(
                    messages.qos(held.stream().map(RetainedEntry::topic).toList()));
            printAll(held.stream()
                    .map(each -> {
                        QoS known = qos.get(each.topic());
                        return known == null ? each : each.withQos(known.level());
                    })
                    .toList());
        }

        private void printAll(List<RetainedEntry> entries) throws CommandException {
            for (RetainedEntry each : entries) {
                print(each);
            }
        }

        private void print(RetainedEntry entry) throws CommandException {
            results.line(json ? Json.line(entry) : text(entry));
        }
    }

    private static String text(RetainedEntry entry) {
        Object qos = entry.qos() == null ? "-" : entry.qos();
        String preview = entry.encoding().equals("text") ? Escaped.text(entry.preview()) : "base64:" + entry.preview();
        return Escaped.text(entry.topic()) + '\t' + qos + '\t' + entry.size() + '\t' + preview;
    }
}
