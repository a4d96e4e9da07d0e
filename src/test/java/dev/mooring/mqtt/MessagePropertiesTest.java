package dev.mooring.mqtt;

import dev.mooring.mqtt.MessageProperties.UserProperty;
import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyBlock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What fits into the properties of a message; {@link InboundMessageTest} has how they travel. */
class MessagePropertiesTest {

    private static final MessageProperties NONE = MessageProperties.NONE;
    /** 65,535 bytes in fewer characters. */
    private static final String LONGEST = "ä".repeat(32_767) + "x";

    @Test
    void shouldTakeAllThatFits() {
        MessageProperties fullest = NONE.withContentType(LONGEST)
                .withCorrelationData(Buffer.buffer(new byte[65_535]))
                .with(LONGEST, LONGEST);

        assertThat(MessageProperties.read(fullest.encoded(-1).read())).isEqualTo(fullest);
    }

    @Test
    void shouldTakeWhatIsEmpty() {
        MessageProperties emptiest =
                NONE.withContentType("").withCorrelationData(Buffer.buffer()).with("", "");

        assertThat(MessageProperties.read(emptiest.encoded(-1).read())).isEqualTo(emptiest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT4294967295S"})
    void shouldTakeAnExpiryThatFitsTheWire(Duration expiry) {
        MessageProperties expiring = NONE.withExpiry(expiry);

        assertThat(MessageProperties.read(expiring.encoded(expiry.toSeconds()).read()))
                .isEqualTo(expiring);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT-0.001S", "PT4294967296S"})
    void shouldRefuseAnExpiryThatDoesNot(Duration expiry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withExpiry(expiry))
                .withMessage("message expiry must be 0 to 4294967295 s, got: " + expiry);
    }

    @Test
    void shouldRefuseCorrelationDataThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withCorrelationData(Buffer.buffer(new byte[65_536])))
                .withMessage("correlation data must be at most 65535 bytes, got: 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withResponseTo(new TopicName("t"), Buffer.buffer(new byte[65_536])))
                .withMessage("correlation data must be at most 65535 bytes, got: 65536");
    }

    @Test
    void shouldNameTheTextThatIsTooLong() {
        String tooLong = LONGEST + "x";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withContentType(tooLong))
                .withMessage("content type must be at most 65535 bytes, got: 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.with(tooLong, "value"))
                .withMessage("name of a user property must be at most 65535 bytes, got: 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.with("name", tooLong))
                .withMessage("value of a user property must be at most 65535 bytes, got: 65536");
    }

    @ParameterizedTest
    @CsvSource({"a\u0000b, must not contain NUL", "a\uD800b, must be well-formed Unicode"})
    void shouldRefuseTextThatIsNone(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withContentType(text))
                .withMessage("content type " + why);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.with(text, ""))
                .withMessage("name of a user property " + why);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.with("", text))
                .withMessage("value of a user property " + why);
    }

    @Test
    void shouldNotChangeWithTheListsItWasMadeOf() {
        List<UserProperty> pairs = new ArrayList<>();
        List<Integer> identifiers = new ArrayList<>();
        MessageProperties made = new MessageProperties(null, null, null, null, false, pairs, identifiers);

        pairs.add(new UserProperty("late", ""));
        identifiers.add(1);

        assertThat(made).isEqualTo(NONE);
    }

    @Test
    void shouldNotOfferAnAnswerWhereNobodyCanPublish() {
        PropertyBlock received = PropertyBlock.builder()
                .text(Property.RESPONSE_TOPIC, "answers/#")
                .build();

        assertThat(MessageProperties.read(received.read()).responseTopic()).isNull();
    }
}
