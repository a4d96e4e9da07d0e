package dev.mooring.mqtt;

import dev.mooring.mqtt.ConnectException.Kind;
import dev.mooring.mqtt.codec.ConnAck;
import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.ReasonCode;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.mooring.mqtt.codec.ProtocolVersion.V3_1_1;
import static dev.mooring.mqtt.codec.ProtocolVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

/** Which refusals are worth another attempt, and what they say to people. */
class RefusalsTest {

    /** MQTT 3.1.1, section 3.2.2.3. */
    @ParameterizedTest
    @CsvSource({
        "1, VERSION_REFUSED, protocol version 3.1.1 not accepted",
        "2, REFUSED, client id me rejected",
        "3, UNREACHABLE, server unavailable",
        "4, REFUSED, bad user name or password",
        "5, REFUSED, not authorized",
        "6, UNREACHABLE, return code 6",
    })
    void shouldReadTheReturnCodesOfVersion311(int code, Kind kind, String words) {
        assertRefusal(refusal(V3_1_1, code, PropertyBlock.EMPTY), kind, words);
    }

    @Test
    void shouldReadAReturnCodeOfVersion311FromABrokerThatDoesNotKnowVersion5() {
        assertRefusal(refusal(V5, 1, PropertyBlock.EMPTY), Kind.VERSION_REFUSED, "protocol version 5 not accepted");
    }

    /** MQTT 5.0, section 3.2.2.2. */
    @ParameterizedTest
    @CsvSource({
        "0x80, UNREACHABLE, 0x80 unspecified error",
        "0x84, VERSION_REFUSED, protocol version 5 not accepted",
        "0x85, REFUSED, client id me rejected",
        "0x86, REFUSED, 0x86 bad user name or password",
        "0xFE, UNREACHABLE, 0xFE (unknown)",
    })
    void shouldReadTheReasonCodesOfVersion5(String code, Kind kind, String words) {
        assertRefusal(refusal(V5, Integer.decode(code), PropertyBlock.EMPTY), kind, words);
    }

    @Test
    void shouldNotExpectAnotherAnswerWhereTheSameConnectWouldBeRefusedAgain() {
        assertThat(Arrays.stream(ReasonCode.values()).filter(ReasonCode::failure))
                .filteredOn(
                        code -> refusal(V5, code.code(), PropertyBlock.EMPTY).kind() == Kind.REFUSED)
                .containsExactlyInAnyOrder(
                        ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                        ReasonCode.BAD_USER_NAME_OR_PASSWORD,
                        ReasonCode.NOT_AUTHORIZED,
                        ReasonCode.BANNED,
                        ReasonCode.BAD_AUTHENTICATION_METHOD,
                        ReasonCode.TOPIC_NAME_INVALID,
                        ReasonCode.PAYLOAD_FORMAT_INVALID,
                        ReasonCode.RETAIN_NOT_SUPPORTED,
                        ReasonCode.QOS_NOT_SUPPORTED);
    }

    @Test
    void shouldSayWhatTheBrokerAddsAndWhichOtherServerItNames() {
        PropertyBlock said = PropertyBlock.builder()
                .pair("of", "no interest")
                .text(Property.REASON_STRING, "moving house")
                .text(Property.SERVER_REFERENCE, "other:1883")
                .build();

        assertRefusal(
                refusal(V5, ReasonCode.USE_ANOTHER_SERVER.code(), said),
                Kind.UNREACHABLE,
                "0x9C use another server, moving house, use other:1883");
    }

    private static void assertRefusal(ConnectException refusal, Kind kind, String words) {
        assertThat(refusal).hasMessage("mqtt://broker:1883 refused the connection: " + words);
        assertThat(refusal.kind()).isEqualTo(kind);
    }

    private static ConnectException refusal(ProtocolVersion asked, int code, PropertyBlock said) {
        ConnectRequest request = new ConnectRequest(
                new BrokerAddress("broker", 1883, Transport.TCP),
                asked,
                new ClientId("me"),
                null,
                true,
                Duration.ZERO,
                Duration.ZERO,
                null,
                Limits.DEFAULT,
                null,
                TlsSetup.DEFAULT,
                Duration.ofSeconds(10));
        return Refusals.of(request, new ConnAck(false, code, said));
    }
}
