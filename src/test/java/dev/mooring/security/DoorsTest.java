package dev.mooring.security;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(LockedDoors.class)
class DoorsTest {

    @Test
    void look() {
        System.err.println(given().auth()
                .preemptive()
                .basic("viewer", "mooring")
                .get("/q/openapi")
                .asString());
        for (String user : new String[] {"viewer", "nobody"})
            for (int i = 0; i < 7; i++) {
                Response r = given().auth()
                        .preemptive()
                        .basic(user, i == 0 ? "mooring" : "x" + i)
                        .get("/api/v1/sites");
                System.err.println(r.statusCode() + " " + r.headers() + r.asString());
            }
        System.err.println(given().get("/q/openapi").statusCode() + " "
                + given().get("/q/nix").statusCode() + " "
                + given().get("/q/metrics").statusCode()
                + given().header("Authorization", "Basic ###")
                        .get("/api/v1/sites")
                        .asString());
        System.err.println(given().post("/q/openapi").headers());
        System.err.println(given().header("Authorization", "Bearer abc")
                .get("/api/v1/sites")
                .headers());
        assertThat(1).isEqualTo(2);
    }
}
