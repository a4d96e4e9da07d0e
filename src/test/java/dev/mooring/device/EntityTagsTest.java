package dev.mooring.device;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EntityTagsTest {

    private static final Set<String> EXISTING = Set.of("a", "a-detail");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\"",
                "\"x\", \"a\"",
                "\"x\",\"a\" , \"y\"",
                ", ,\"a\",",
                " \"a-detail\" ",
                "*",
                "\"x,y\",\"a\""
            })
    void shouldMatchWhatExists(String header) {
        EntityTags tags = EntityTags.read(List.of(header)).orElseThrow();

        assertThat(tags.matchStrongly(EXISTING)).isTrue();
        assertThat(tags.matchWeakly(EXISTING)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"A\"", "\"\"", "\"x\",\"y\"", "\"x,a\"", "\"*\""})
    void shouldNotMatchAnythingElse(String header) {
        EntityTags tags = EntityTags.read(List.of(header)).orElseThrow();

        assertThat(tags.matchStrongly(EXISTING)).isFalse();
        assertThat(tags.matchWeakly(EXISTING)).isFalse();
    }

    @Test
    void shouldTakeAWeakTagForADownloadOnly() {
        EntityTags tags = EntityTags.read(List.of("W/\"a\"")).orElseThrow();

        assertThat(tags.matchWeakly(EXISTING)).isTrue();
        assertThat(tags.matchStrongly(EXISTING)).isFalse();
    }

    @Test
    void shouldReadSeveralLines() {
        EntityTags tags = EntityTags.read(List.of("\"x\"", "\"a\"")).orElseThrow();

        assertThat(tags.matchStrongly(EXISTING)).isTrue();
    }

    @Test
    void shouldMatchNothingWhereNothingExists() {
        EntityTags any = EntityTags.read(List.of("*")).orElseThrow();

        assertThat(any.matchStrongly(Set.of())).isFalse();
        assertThat(any.matchWeakly(Set.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "\"a", "a\"", "\"a\" \"b\"", "\"a\",b", "*,\"a\"", "w/\"a\"", "\"a\u0000\"", "\"a b\""})
    void shouldNotReadWhatIsNoList(String header) {
        assertThat(EntityTags.read(List.of(header))).isEmpty();
    }

    @Test
    @Timeout(20)
    void shouldReadAVeryLongHeaderInOneGo() {
        assertThat(EntityTags.read(List.of(" ,".repeat(100_000) + "\"a\"".repeat(2))))
                .isEmpty();
        assertThat(EntityTags.read(List.of("\"a\",".repeat(100_000)))).isPresent();
    }
}
