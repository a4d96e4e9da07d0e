package dev.mooring.security;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(TokensProfile.class)
class TokensTest {

    private static final String VIEWER = "\"groups\":[\"viewer\"]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                VIEWER,
                "\"roles\":[\"viewer\"]",
                "\"groups\":[\"sailor\",\"viewer\"]",
                "\"groups\":[\"sailor\"],\"roles\":[\"viewer\"]",
                "\"realm_access\":{\"roles\":[\"viewer\"]}"
            })
    void shouldLetAGoodTokenIn(String roles) {
        assertThat(with(token(roles, 60)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"groups\":[\"device\"]", "\"groups\":[\"sailor\"]", "\"groups\":[]", "\"name\":\"viewer\""})
    void shouldKnowWhatATokenDoesNotAllow(String roles) {
        Response answer = with(token(roles, 60));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }

    @Test
    void shouldRefuseATokenThatIsPast() {
        assertRefused(with(token(VIEWER, -60)));
    }

    @Test
    void shouldRefuseATokenThatSomebodyElseSigned() {
        assertRefused(with(token(VIEWER, 60, TokensProfile.keys().getPrivate())));
    }

    @Test
    void shouldRefuseATokenThatNobodySigned() {
        assertRefused(with(base64("{\"alg\":\"none\"}") + "." + base64(payload(VIEWER, 60)) + "."));
        assertRefused(with("abc"));
    }

    @Test
    void shouldRefuseATokenThatWasChanged() {
        String[] parts = token("\"groups\":[\"device\"]", 60).split("\\.", -1);

        assertRefused(with(parts[0] + "." + base64(payload(VIEWER, 60)) + "." + parts[2]));
    }

    @Test
    void shouldAskForATokenAndTakeNoPassword() {
        assertRefused(given().get("/api/v1/sites"));
        assertRefused(given().auth().preemptive().basic("operator", "mooring").get("/api/v1/sites"));
        assertRefused(given().auth().preemptive().basic("operator", "mooring").get("/q/openapi"));
    }

    private static void assertRefused(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    private static Response with(String token) {
        return given().auth().oauth2(token).get("/api/v1/sites");
    }

    private static String token(String roles, int seconds) {
        try {
            byte[] key = Base64.getDecoder()
                    .decode(ConfigProvider.getConfig().getValue(TokensProfile.PRIVATE_KEY, String.class));
            return token(roles, seconds, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(String roles, int seconds, PrivateKey key) {
        try {
            String signed = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + base64(payload(roles, seconds));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String payload(String roles, int seconds) {
        Instant ends = Instant.now().plusSeconds(seconds);
        return "{\"sub\":\"grace\",\"iss\":\"https://login.example\",\"iat\":"
                + ends.minusSeconds(600).getEpochSecond() + ",\"exp\":" + ends.getEpochSecond() + "," + roles + "}";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
