package dev.mooring.exchange;

import dev.mooring.mqtt.PublishException;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.time.Duration;

/** What a publish that failed is called over HTTP. */
final class PublishProblems {

    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    private PublishProblems() {}

    static ProblemException of(PublishException failure) {
        String detail = "The event was " + failure.getMessage() + ".";
        Problem problem =
                switch (failure.reason()) {
                    case TOO_LARGE -> Problem.tooLarge(detail);
                    case NOT_CONNECTED, QUEUE_FULL, STOPPED -> of(UNAVAILABLE, "Service Unavailable", detail);
                    case EXPIRED -> of(GATEWAY_TIMEOUT, "Gateway Timeout", detail);
                    case RETAIN_NOT_AVAILABLE, REFUSED -> of(BAD_GATEWAY, "Bad Gateway", detail);
                };
        return problem.asException();
    }

    static ProblemException late(Duration after) {
        return of(
                        GATEWAY_TIMEOUT,
                        "Gateway Timeout",
                        "The broker has not acknowledged the event within " + after.toSeconds()
                                + " s. It is sent as soon as the site is connected.")
                .asException();
    }

    static ProblemException tooManyTails(int most) {
        return of(UNAVAILABLE, "Service Unavailable", "More than " + most + " streams are followed already.")
                .asException();
    }

    private static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, null, null);
    }
}
