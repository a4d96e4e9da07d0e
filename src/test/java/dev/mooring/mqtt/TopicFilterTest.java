package dev.mooring.mqtt;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The examples are those of MQTT 5.0, sections 4.7 and 4.8.2. */
class TopicFilterTest {

    private static final List<String> LEVELS = List.of("a", "b", "", "$s");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "+",
                "/",
                "a",
                "a/#",
                "+/#",
                "+/+",
                "/+",
                "a/+/b",
                "a//b",
                "$SYS/#",
                "$share/g/#",
                "$share/g/a/+",
                "$share",
                "a/ /b"
            })
    void shouldTakeWhatMqttAllows(String value) {
        assertThat(new TopicFilter(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a#", "#/a", "a/#/b", "a+", "+a", "a/b+/c", "##", "++", "/#/", "a/+#"})
    void shouldRefuseWildcardsThatDoNotStandAlone(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicFilter(value))
                .withMessage("wildcards must stand alone in a topic level, # in the last one, got: " + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$share/", "$share/g", "$share/g/", "$share//a", "$share/+/a", "$share/#", "$share/g#/a"})
    void shouldRefuseSharedSubscriptionsWithoutGroupOrFilter(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicFilter(value))
                .withMessage("shared topic filter must be $share/{group}/{filter}, got: " + value);
    }

    @Test
    void shouldRefuseEmptinessAndNul() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicFilter(""));
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicFilter("a/\u0000"));
    }

    @ParameterizedTest
    @CsvSource({
        "sport/tennis/player1/#, sport/tennis/player1",
        "sport/tennis/player1/#, sport/tennis/player1/ranking",
        "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon",
        "sport/#, sport",
        "sport/tennis/+, sport/tennis/player1",
        "sport/+, sport/",
        "#, sport/tennis",
        "#, /",
        "+, sport",
        "+/+, /finance",
        "/+, /finance",
        "+/#, sport",
        "a/+/b, a//b",
        "+/+, /",
        "a/, a/",
        "$SYS/#, $SYS/broker/uptime",
        "$SYS/#, $SYS",
        "$SYS/monitor/+, $SYS/monitor/Clients",
        "$share/group/sport/#, sport/tennis",
        "$share/group/$SYS/#, $SYS/uptime",
        "a/$b, a/$b",
        "a/+, a/$b",
    })
    void shouldMatch(String filter, String topic) {
        assertThat(new TopicFilter(filter).matches(new TopicName(topic))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "sport/tennis/+, sport/tennis/player1/ranking",
        "sport/+, sport",
        "sport/#, sports",
        "+, /finance",
        "+, a/",
        "a, A",
        "a, /a",
        "a, a/",
        "a/, a",
        "a//b, a/b",
        "#, $SYS/uptime",
        "+/monitor/Clients, $SYS/monitor/Clients",
        "+, $SYS",
        "+/#, $SYS/uptime",
        "$share/group/#, $SYS/uptime",
        "$share/group/sport/#, $share/group/sport/tennis",
    })
    void shouldNotMatch(String filter, String topic) {
        assertThat(new TopicFilter(filter).matches(new TopicName(topic))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "#, a",
        "#, a/b/#",
        "#, +/b",
        "#, +/#",
        "#, #",
        "a/#, a",
        "a/#, a/#",
        "a/#, a/+",
        "a/#, a/+/c/#",
        "+/b, a/b",
        "+/b, +/b",
        "+/#, a",
        "+/+, a/+",
        "$SYS/#, $SYS/+/x",
        "$share/g/a, $share/g/a",
    })
    void shouldCover(String filter, String other) {
        assertThat(new TopicFilter(filter).covers(new TopicFilter(other))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "+/b, #",
        "+, #",
        "a/+, a/#",
        "a/+, a",
        "a, a/#",
        "a/b, a/+",
        "+/+, +/#",
        "#, $SYS/#",
        "+/uptime, $SYS/uptime",
        "#, $share/g/a",
        "$share/g/#, a",
        "$share/g/#, $share/g/a",
        "$share/g/a, $share/h/a",
    })
    void shouldNotCover(String filter, String other) {
        assertThat(new TopicFilter(filter).covers(new TopicFilter(other))).isFalse();
    }

    @Test
    void shouldMatchAsARegularExpressionWould() {
        List<String> topics = topics();
        for (TopicFilter filter : filters()) {
            Pattern oracle = oracle(filter.value());
            for (String topic : topics) {
                assertThat(filter.matches(new TopicName(topic)))
                        .as("%s matches %s", filter, topic)
                        .isEqualTo(oracle.matcher(topic).matches());
            }
        }
    }

    @Test
    void shouldCoverOnlyFiltersWhoseTopicsItMatchesAll() {
        List<TopicFilter> filters = filters();
        List<BitSet> matched =
                filters.stream().map(each -> matched(each, topics())).toList();
        int covering = 0;
        for (int f = 0; f < filters.size(); f++) {
            for (int g = 0; g < filters.size(); g++) {
                if (filters.get(f).covers(filters.get(g))) {
                    BitSet missed = (BitSet) matched.get(g).clone();
                    missed.andNot(matched.get(f));
                    assertThat(missed.isEmpty())
                            .as("%s covers %s", filters.get(f), filters.get(g))
                            .isTrue();
                    covering++;
                }
            }
        }
        assertThat(covering).isGreaterThan(2 * filters.size());
    }

    @Test
    void shouldCoverEveryFilterWhoseTopicsItMatchesAll() {
        List<TopicFilter> filters = filters();
        List<BitSet> matched =
                filters.stream().map(each -> matched(each, topics())).toList();
        for (int f = 0; f < filters.size(); f++) {
            for (int g = 0; g < filters.size(); g++) {
                BitSet missed = (BitSet) matched.get(g).clone();
                missed.andNot(matched.get(f));
                // "+/#" and "#" match the same; it is enough that one of them covers the other.
                boolean either =
                        filters.get(f).covers(filters.get(g)) || filters.get(g).covers(filters.get(f));
                // Of "/#" only the empty topic is missing from "+/+/#", and no topic is empty.
                if (missed.isEmpty() && !filters.get(g).value().equals("/#")) {
                    assertThat(either)
                            .as("%s and %s", filters.get(f), filters.get(g))
                            .isTrue();
                }
            }
        }
    }

    private static BitSet matched(TopicFilter filter, List<String> topics) {
        BitSet matched = new BitSet();
        for (int i = 0; i < topics.size(); i++) {
            matched.set(i, filter.matches(new TopicName(topics.get(i))));
        }
        return matched;
    }

    private static Pattern oracle(String filter) {
        String regex = filter.equals("#")
                ? ".*"
                : filter.replace("$", "\\$").replace("+", "[^/]*").replaceAll("/#$", "(/.*)?");
        boolean wild = filter.startsWith("#") || filter.startsWith("+");
        return Pattern.compile((wild ? "(?!\\$)" : "") + regex);
    }

    /** All filters of up to three levels over the small alphabet. */
    private static List<TopicFilter> filters() {
        List<String> levels = new ArrayList<>(LEVELS);
        levels.add("+");
        List<String> paths = paths(levels, 3);
        List<TopicFilter> filters = new ArrayList<>(List.of(new TopicFilter("#")));
        for (String path : paths) {
            if (!path.isEmpty()) {
                filters.add(new TopicFilter(path));
            }
            if (path.chars().filter(c -> c == '/').count() < 2) {
                filters.add(new TopicFilter(path + "/#"));
            }
        }
        return filters;
    }

    /** All topics of up to four levels over the small alphabet. */
    private static List<String> topics() {
        return paths(LEVELS, 4).stream().filter(path -> !path.isEmpty()).toList();
    }

    private static List<String> paths(List<String> levels, int depth) {
        List<String> all = new ArrayList<>();
        List<String> longest = levels;
        for (int i = 0; i < depth; i++) {
            all.addAll(longest);
            longest = longest.stream()
                    .flatMap(path -> levels.stream().map(level -> path + "/" + level))
                    .toList();
        }
        return all;
    }
}
