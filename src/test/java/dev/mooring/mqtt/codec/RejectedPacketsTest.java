package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.mooring.mqtt.codec.ProtocolVersion.V3_1_1;
import static dev.mooring.mqtt.codec.ProtocolVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Each rule that a packet can break, as bytes, with the reason code that the broker is told. */
class RejectedPacketsTest {

    private static final int MAX_SIZE = 1_000;

    static final List<Arguments> BOTH = List.of(
            row("type 0", "00 00", 0x81),
            row("CONNECT from a server", "10 00", 0x82),
            row("SUBSCRIBE from a server", "82 00", 0x82),
            row("UNSUBSCRIBE from a server", "A2 00", 0x82),
            row("PINGREQ from a server", "C0 00", 0x82),
            row("flags in CONNACK", "21 02 0000", 0x81),
            row("flags in PUBACK", "41 02 0001", 0x81),
            row("flags in PUBREC", "52 02 0001", 0x81),
            row("no flag in PUBREL", "60 02 0001", 0x81),
            row("more flags in PUBREL", "63 02 0001", 0x81),
            row("flags in PUBCOMP", "72 02 0001", 0x81),
            row("flags in SUBACK", "92 03 0001 00", 0x81),
            row("flags in UNSUBACK", "B2 02 0001", 0x81),
            row("flags in PINGRESP", "D1 00", 0x81),
            row("QoS 3", "36 05 0001 61 0001", 0x81),
            row("DUP with QoS 0", "38 03 0001 61", 0x81),
            row("remaining length of five bytes", "30 80808080 01", 0x81),
            row("remaining length without an end", "30 FFFFFFFF", 0x81),
            row("one byte too large, from the header", "30 E607", 0x95),
            row("far too large, from the header", "30 FFFFFF7F", 0x95),
            row("CONNACK without code", "20 01 00", 0x81),
            row("CONNACK with reserved flags", "20 02 0200", 0x81),
            row("PUBLISH without topic length", "30 01 00", 0x81),
            row("PUBLISH with a cut off topic", "30 03 0002 61", 0x81),
            row("PUBLISH with a cut off id", "32 04 0001 61 00", 0x81),
            row("PUBLISH with id 0", "32 06 0001 61 0000 00", 0x82),
            row("PUBLISH with neither topic nor alias", "30 03 0000 00", 0x82),
            row("PUBACK with id 0", "40 02 0000", 0x82),
            row("PUBREC with id 0", "50 02 0000", 0x82),
            row("PUBREL with id 0", "62 02 0000", 0x82),
            row("PUBCOMP with id 0", "70 02 0000", 0x82),
            row("SUBACK with id 0", "90 04 0000 00 00", 0x82),
            row("UNSUBACK with id 0", "B0 04 0000 00 00", 0x82),
            row("PUBACK without id", "40 00", 0x81),
            row("PUBACK with half an id", "40 01 00", 0x81),
            row("SUBACK without id", "90 01 00", 0x81),
            row("UNSUBACK without id", "B0 00", 0x81),
            row("content in PINGRESP", "D0 01 00", 0x81));

    static final List<Arguments> ON_3_1_1 = List.of(
            row("AUTH", "F0 00", 0x82),
            row("DISCONNECT from a server", "E0 00", 0x82),
            row("CONNACK with more", "20 03 0000 00", 0x81),
            row("PUBACK with a reason code", "40 03 0001 00", 0x81),
            row("PUBCOMP with a reason code", "70 03 0001 00", 0x81),
            row("SUBACK without codes", "90 02 0001", 0x82),
            row("SUBACK that grants QoS 3", "90 03 0001 03", 0x82),
            row("UNSUBACK with more", "B0 03 0001 00", 0x81),
            row("PUBLISH without topic", "30 02 0000", 0x82));

    static final List<Arguments> ON_5 = List.of(
            row("remaining length longer than needed", "40 8200 0001", 0x81),
            row("flags in DISCONNECT", "E1 00", 0x81),
            row("flags in AUTH", "F2 00", 0x81),
            row("CONNACK of success without properties", "20 02 0000", 0x81),
            row("CONNACK with more", "20 04 0000 00 00", 0x81),
            row("CONNACK with properties cut off", "20 04 0000 03 24", 0x81),
            row("PUBLISH without property length", "30 03 0001 61", 0x81),
            row("PUBLISH with properties beyond its end", "30 05 0001 61 05 01", 0x81),
            row("property length longer than needed", "30 05 0001 61 8000", 0x81),
            row("property length without an end", "30 08 0001 61 FFFFFFFF 01", 0x81),
            row("property length cut off", "30 04 0001 61 80", 0x81),
            row("PUBACK with more than properties", "40 05 0001 00 00 00", 0x81),
            row("PUBACK with properties cut off", "40 04 0001 00 05", 0x81),
            row("SUBACK without codes", "90 03 0001 00", 0x82),
            row("SUBACK without properties", "90 02 0001", 0x81),
            row("SUBACK that grants QoS 3", "90 04 0001 00 03", 0x82),
            row("SUBACK with a code of nothing", "90 04 0001 00 7F", 0x82),
            row("UNSUBACK without codes", "B0 03 0001 00", 0x82),
            row("UNSUBACK without properties", "B0 02 0001", 0x81),
            row("DISCONNECT with more", "E0 03 00 00 00", 0x81),
            row("AUTH with more", "F0 03 18 00 00", 0x81),
            row("session expiry from a server in DISCONNECT", "E0 07 00 05 1100000001", 0x82));

    /** Properties of PUBLISH. */
    static final List<Arguments> PROPERTIES_OF_PUBLISH = List.of(
            row("unknown", "00", 0x81),
            row("unknown, above all", "2B00", 0x81),
            row("unknown, of several bytes", "810100", 0x81),
            row("will delay", "18 00000000", 0x81),
            row("receive maximum", "21 0001", 0x81),
            row("reason string", "1F 0000", 0x81),
            row("payload format twice", "0100 0100", 0x82),
            row("topic alias twice", "230001 230001", 0x82),
            row("content type twice", "030000 030000", 0x82),
            row("payload format 2", "01 02", 0x82),
            row("topic alias 0", "23 0000", 0x82),
            row("subscription identifier 0", "0B 00", 0x82),
            row("subscription identifier longer than needed", "0B 8100", 0x81),
            row("subscription identifier of five bytes", "0B 8080808001", 0x81),
            row("subscription identifier cut off", "0B 80", 0x81),
            row("byte cut off", "01", 0x81),
            row("two bytes cut off", "23 00", 0x81),
            row("four bytes cut off", "02 000000", 0x81),
            row("text without length", "03 00", 0x81),
            row("text cut off", "03 0002 61", 0x81),
            row("data cut off", "09 0002 61", 0x81),
            row("pair without value", "26 0001 61", 0x81),
            row("pair with value cut off", "26 0001 61 0001", 0x81),
            row("text with U+0000", "03 0001 00", 0x81),
            row("pair with a surrogate", "26 0001 61 0003 EDA080", 0x81));

    /** Properties of CONNACK. */
    static final List<Arguments> PROPERTIES_OF_CONNACK = List.of(
            row("receive maximum 0", "21 0000", 0x82),
            row("maximum packet size 0", "27 00000000", 0x82),
            row("maximum QoS 2", "24 02", 0x82),
            row("retain available 2", "25 02", 0x82),
            row("wildcards available 2", "28 02", 0x82),
            row("subscription identifiers available 255", "29 FF", 0x82),
            row("shared subscriptions available 2", "2A 02", 0x82),
            row("server keep-alive twice", "130001 130001", 0x82),
            row("a client's property", "17 00", 0x81),
            row("topic alias", "23 0001", 0x81),
            row("subscription identifier", "0B 01", 0x81));

    private static Arguments row(String what, String hex, int reasonCode) {
        return Arguments.of(what, hex.replace(" ", ""), reasonCode);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("BOTH")
    void shouldRejectOnBothVersions(String what, String hex, int reasonCode) {
        assertThat(rejected(V5, hex)).as("%s on 5", what).isEqualTo(reasonCode);
        assertThat(rejected(V3_1_1, hex)).as("%s on 3.1.1", what).isEqualTo(reasonCode);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("ON_3_1_1")
    void shouldRejectOn311(String what, String hex, int reasonCode) {
        assertThat(rejected(V3_1_1, hex)).as(what).isEqualTo(reasonCode);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("ON_5")
    void shouldRejectOn5(String what, String hex, int reasonCode) {
        assertThat(rejected(V5, hex)).as(what).isEqualTo(reasonCode);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("PROPERTIES_OF_PUBLISH")
    void shouldRejectPropertiesOfPublish(String what, String properties, int reasonCode) {
        assertThat(rejected(V5, packet("30", "000161", properties))).as(what).isEqualTo(reasonCode);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("PROPERTIES_OF_CONNACK")
    void shouldRejectPropertiesOfConnAck(String what, String properties, int reasonCode) {
        assertThat(rejected(V5, packet("20", "0000", properties))).as(what).isEqualTo(reasonCode);
    }

    /** Every property in every packet that it does not belong into, and one that belongs into it, twice. */
    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("everyPropertyEverywhere")
    void shouldRejectStrayAndRepeatedProperties(Property property, String name, String first, String before, int in) {
        String one = valid(property);

        if (!property.isAllowedIn(in)) {
            assertThat(rejected(V5, packet(first, before, one))).isEqualTo(0x81);
        } else if (!property.isRepeatableIn(in)) {
            assertThat(rejected(V5, packet(first, before, one + one))).isEqualTo(0x82);
        } else {
            assertThat(rejected(V5, packet(first, before, one + one))).isZero();
        }
    }

    static Stream<Arguments> everyPropertyEverywhere() {
        return Stream.of(Property.values())
                .flatMap(property -> Stream.of(
                        Arguments.of(property, "CONNACK", "20", "0000", In.CONNACK),
                        Arguments.of(property, "PUBLISH", "30", "000161", In.PUBLISH),
                        Arguments.of(property, "PUBACK", "40", "000100", In.PUBACK),
                        Arguments.of(property, "PUBREC", "50", "000100", In.PUBREC),
                        Arguments.of(property, "PUBREL", "62", "000100", In.PUBREL),
                        Arguments.of(property, "PUBCOMP", "70", "000100", In.PUBCOMP),
                        Arguments.of(property, "DISCONNECT", "E0", "00", In.DISCONNECT),
                        Arguments.of(property, "AUTH", "F0", "18", In.AUTH)));
    }

    private static String valid(Property property) {
        String value =
                switch (property.kind()) {
                    case BYTE, VARIABLE -> "01";
                    case TWO_BYTES -> "0001";
                    case FOUR_BYTES -> "00000001";
                    case TEXT, DATA -> "000161";
                    case PAIR -> "000161000162";
                };
        return HexFormat.of().toHexDigits((byte) property.id()) + value;
    }

    /** Malformed UTF-8 by the kinds of RFC 3629: in properties at once, in the topic when it is read. */
    @ParameterizedTest
    @CsvSource({
        "00",
        "6100",
        "80",
        "BF",
        "C0AF",
        "C1BF",
        "C2",
        "C261",
        "E0A0",
        "E09F80",
        "E28228",
        "EDA080",
        "EDBFBF",
        "F08F8080",
        "F0908080C0",
        "F09080",
        "F4908080",
        "F5808080",
        "FE",
        "FF",
        "E2",
        "F0",
        "F0908028"
    })
    void shouldRejectTextThatIsNotUtf8(String hex) {
        String text = HexFormat.of().toHexDigits((short) (hex.length() / 2)) + hex;

        assertThat(rejected(V5, packet("30", "000161", "03" + text))).isEqualTo(0x81);
        assertThat(rejected(V3_1_1, packet("30", text))).isEqualTo(0x81);
    }

    @ParameterizedTest
    @CsvSource({"01", "7F", "C280", "DFBF", "E0A080", "ED9FBF", "EE8080", "EFBFBF", "F0908080", "F48FBFBF"})
    void shouldTakeTheEdgesOfUtf8(String hex) {
        String text = HexFormat.of().toHexDigits((short) (hex.length() / 2)) + hex;

        assertThat(rejected(V5, packet("30", "000161", "03" + text))).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a refusal in 3.1.1 of a broker that does not know 5, V5, 20020001",
        "PUBREL with a code and no properties, V5, 6203000192",
        "DISCONNECT without code, V5, E000",
        "DISCONNECT without properties, V5, E0018E",
        "a topic alias and no topic, V5, 3006000003230001",
        "remaining length longer than needed, V3_1_1, 4082000001",
        "several subscription identifiers, V5, 3008000161040B010B02"
    })
    void shouldTakeWhatIsUnusualAndAllowed(String what, ProtocolVersion version, String hex) {
        assertThat(rejected(version, hex)).as(what).isZero();
    }

    @Test
    void shouldTakeAPacketOfTheGreatestSizeAndNotOneByteMore() {
        // 1 + 2 + 997 = 1,000
        assertThat(rejected(V3_1_1, "30E507" + "000161" + "00".repeat(994))).isZero();
        assertThat(rejected(V3_1_1, "30E607" + "000161" + "00".repeat(995))).isEqualTo(0x95);
    }

    @Test
    void shouldHandOverWhatCameBeforeTheMalformedPacket() {
        RecordingSink sink = new RecordingSink();
        ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex("4002000100004002"));

        MalformedPacketException found = catchThrowableOfType(
                MalformedPacketException.class, () -> new PacketDecoder(V5, MAX_SIZE, sink).decode(in));

        assertThat(found.reasonCode()).isEqualTo(0x81);
        assertThat(sink.packets()).containsExactly("PUBACK 1 0 null");
    }

    /** A PUBLISH with 3.1.1's body, or any packet of MQTT 5 with properties after its beginning. */
    private static String packet(String first, String body) {
        return first + HexFormat.of().toHexDigits((byte) (body.length() / 2)) + body;
    }

    private static String packet(String first, String before, String properties) {
        return packet(first, before + HexFormat.of().toHexDigits((byte) (properties.length() / 2)) + properties);
    }

    /** The reason code, 0 when the packet was taken. */
    private static int rejected(ProtocolVersion version, String hex) {
        ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
        try {
            new PacketDecoder(version, MAX_SIZE, new RecordingSink()).decode(in);
        } catch (MalformedPacketException refused) {
            return refused.reasonCode();
        }
        assertThat(in.isReadable()).as("bytes were left").isFalse();
        return 0;
    }
}
