package dev.mooring.mqtt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "//", "a/b", "/a", "a/", "a//b", "$SYS/uptime", "with space", "größe/µ", "😀"})
    void shouldTakeWhatMqttAllows(String value) {
        assertThat(new TopicName(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "#", "a/+", "a/#", "a+b", "a#"})
    void shouldRefuseWildcards(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicName(value))
                .withMessage("topic name must not contain wildcards, got: " + value);
    }

    @Test
    void shouldRefuseWhatNoStringOnTheWireMayBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicName(""))
                .withMessage("topic name must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicName("a\u0000b"))
                .withMessage("topic name must not contain NUL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicName("a\uD83D"))
                .withMessage("topic name must be well-formed Unicode");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicName("\uDE00b"))
                .withMessage("topic name must be well-formed Unicode");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicName("\uD83Db"))
                .withMessage("topic name must be well-formed Unicode");
    }

    @Test
    void shouldCountBytesRatherThanCharacters() {
        assertThat(new TopicName("x".repeat(65_535)).value()).hasSize(65_535);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopicName("µ".repeat(32_768)))
                .withMessage("topic name must be at most 65535 bytes, got: 65536");
    }

    @Test
    void shouldHoldClientIdsToTheSameRules() {
        assertThat(new ClientId("site_88_ibfg_back")).hasToString("site_88_ibfg_back");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientId(""))
                .withMessage("client id must not be empty");
    }
}
