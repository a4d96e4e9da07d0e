package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.Connect;
import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What CONNECT says (MQTT 5.0, section 3.1). */
class ConnectPacketsTest {

    private static final Limits LIMITS = new Limits(10, 20, 3000, 32);

    private ProtocolVersion version = ProtocolVersion.V5;
    private @Nullable Credentials credentials;
    private boolean cleanSession = true;
    private Duration sessionExpiry = Duration.ofHours(1);
    private @Nullable Presence presence;
    private @Nullable EnhancedAuthentication authentication;

    @Test
    void shouldSayWhoWeAre() {
        credentials = new Credentials("user", "pässword");

        Connect packet = connect("");

        assertThat(packet.clientId()).isEqualTo("me");
        assertThat(packet.username()).isEqualTo("user");
        assertThat(packet.password()).isEqualTo("pässword".getBytes(UTF_8));
        assertThat(packet.keepAliveSeconds()).isEqualTo(7);
        assertThat(packet.cleanStart()).isTrue();
    }

    @Test
    void shouldSayNoMoreThanThereIs() {
        assertThat(connect("").username()).isNull();
        assertThat(connect("").password()).isNull();
        assertThat(connect("").will()).isNull();

        credentials = new Credentials("user", null);

        assertThat(connect("").username()).isEqualTo("user");
        assertThat(connect("").password()).isNull();
    }

    @Test
    void shouldOfferWhatWeTake() {
        assertThat(connect("").properties()).isEqualTo(offer().build());
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 1", "PT1H, 3600", "PT4294967295S, 4294967295"})
    void shouldAskForTheSessionToBeKept(Duration expiry, long seconds) {
        cleanSession = false;
        sessionExpiry = expiry;

        Connect packet = connect("");

        assertThat(packet.cleanStart()).isFalse();
        assertThat(packet.properties())
                .isEqualTo(offerAfter(PropertyBlock.builder().number(Property.SESSION_EXPIRY_INTERVAL, seconds))
                        .build());
    }

    @Test
    void shouldNotAskForASessionThatEndsWithItsConnection() {
        cleanSession = false;
        sessionExpiry = Duration.ZERO;

        assertThat(connect("").properties()).isEqualTo(offer().build());
    }

    @Test
    void shouldBeginTheExchangeOfAuthentication() {
        authentication = new Exchange();

        assertThat(connect("").properties())
                .isEqualTo(
                        offer().text(Property.AUTHENTICATION_METHOD, "METHOD").build());
        assertThat(connect("first").properties())
                .isEqualTo(offer().text(Property.AUTHENTICATION_METHOD, "METHOD")
                        .data(Property.AUTHENTICATION_DATA, "first".getBytes(UTF_8))
                        .build());
    }

    @Test
    void shouldGoOnWithTheExchangeOfAuthentication() {
        assertThat(ConnectPackets.authentication("METHOD", Buffer.buffer("next")))
                .isEqualTo(PropertyBlock.builder()
                        .text(Property.AUTHENTICATION_METHOD, "METHOD")
                        .data(Property.AUTHENTICATION_DATA, "next".getBytes(UTF_8))
                        .build());
    }

    @Test
    void shouldSayNothingToVersion311ThatItDoesNotKnow() {
        version = ProtocolVersion.V3_1_1;
        cleanSession = false;
        authentication = new Exchange();

        assertThat(connect("first").properties()).isEqualTo(PropertyBlock.EMPTY);
    }

    @Test
    void shouldRegisterTheWill() {
        presence = new Will(MessageProperties.NONE, Duration.ZERO);

        Connect.Will will = Objects.requireNonNull(connect("").will());

        assertThat(will.topic()).isEqualTo("status");
        assertThat(will.payload()).isEqualTo("gone".getBytes(UTF_8));
        assertThat(will.qos()).isEqualTo(1);
        assertThat(will.retain()).isTrue();
        assertThat(will.properties()).isEqualTo(PropertyBlock.EMPTY);
    }

    @Test
    void shouldSayHowLongTheWillWaitsAndMeansSomething() {
        presence = new Will(
                MessageProperties.NONE.withExpiry(Duration.ofMinutes(2)).withContentType("text/plain"),
                Duration.ofSeconds(30));

        Connect.Will will = Objects.requireNonNull(connect("").will());

        assertThat(will.properties())
                .isEqualTo(PropertyBlock.builder()
                        .number(Property.MESSAGE_EXPIRY_INTERVAL, 120)
                        .text(Property.CONTENT_TYPE, "text/plain")
                        .number(Property.WILL_DELAY_INTERVAL, 30)
                        .build());
    }

    // ----

    private Connect connect(String authenticationData) {
        ConnectRequest request = new ConnectRequest(
                new BrokerAddress("broker", 1883, Transport.TCP),
                version,
                new ClientId("me"),
                credentials,
                cleanSession,
                sessionExpiry,
                Duration.ofSeconds(7),
                presence,
                LIMITS,
                authentication,
                TlsSetup.DEFAULT,
                Duration.ofSeconds(10));
        return ConnectPackets.of(request, Buffer.buffer(authenticationData));
    }

    private static PropertyBlock.Builder offer() {
        return offerAfter(PropertyBlock.builder());
    }

    private static PropertyBlock.Builder offerAfter(PropertyBlock.Builder before) {
        return before.number(Property.RECEIVE_MAXIMUM, 10)
                .number(Property.MAXIMUM_PACKET_SIZE, 3000)
                .number(Property.TOPIC_ALIAS_MAXIMUM, 32);
    }

    private record Will(MessageProperties properties, Duration willDelay) implements Presence {
        @Override
        public OutboundMessage will() {
            return new OutboundMessage(
                    new TopicName("status"), Buffer.buffer("gone"), QoS.AT_LEAST_ONCE, true, properties);
        }

        @Override
        public @Nullable OutboundMessage birth(Instant now) {
            return null;
        }

        @Override
        public @Nullable OutboundMessage farewell(Instant now) {
            return null;
        }
    }

    private static final class Exchange implements EnhancedAuthentication {
        @Override
        public String method() {
            return "METHOD";
        }

        @Override
        public Future<Buffer> begin() {
            return Future.succeededFuture(Buffer.buffer());
        }

        @Override
        public Future<Buffer> answer(Buffer challenge) {
            return Future.succeededFuture(challenge);
        }
    }
}
