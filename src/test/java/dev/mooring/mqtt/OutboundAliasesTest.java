package dev.mooring.mqtt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What we do with the topic aliases that a broker offers (MQTT 5.0, section 3.3.2.3.4). */
class OutboundAliasesTest {

    @Test
    void shouldSetANumberWithTheFirstMessageAndUseItWithTheNext() {
        OutboundAliases aliases = new OutboundAliases(10);

        assertThat(of(aliases, "plant/one")).isEqualTo(-1);
        assertThat(of(aliases, "plant/two")).isEqualTo(-2);
        assertThat(of(aliases, "plant/one")).isEqualTo(1);
        assertThat(of(aliases, "plant/two")).isEqualTo(2);
    }

    @Test
    void shouldLeaveItsNumbersToTheFirstTopics() {
        OutboundAliases aliases = new OutboundAliases(1);
        of(aliases, "plant/one");

        assertThat(of(aliases, "plant/two")).isZero();
        assertThat(of(aliases, "plant/one")).isEqualTo(1);
    }

    @Test
    void shouldSetNoneWhereTheBrokerOffersNone() {
        assertThat(of(new OutboundAliases(0), "plant/one")).isZero();
    }

    @Test
    void shouldRememberAFewWhateverTheBrokerOffers() {
        OutboundAliases aliases = new OutboundAliases(65_535);
        for (int i = 1; i <= 64; i++) {
            assertThat(of(aliases, "plant/number/" + i)).isEqualTo(-i);
        }

        assertThat(of(aliases, "plant/number/65")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1234567, 0", "12345678, -1", "täglich, -1"})
    void shouldSetNoneForATopicSoShortInBytesThatItDoesNotPay(String topic, int number) {
        assertThat(of(new OutboundAliases(10), topic)).isEqualTo(number);
    }

    /** Another object each time, as callers have it. */
    private static int of(OutboundAliases aliases, String topic) {
        return aliases.of(new TopicName(topic));
    }
}
