package dev.mooring.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.net.URI;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Every way in which a REST call can fail, as a problem document. Runs on whatever thread the call failed on. */
public class ProblemMappers {

    private static final int UNAVAILABLE = 503;
    /** Seconds; about what a reconnect takes. */
    private static final int SOON = 5;

    @ServerExceptionMapper
    Response refusal(ProblemException e) {
        Problem problem = e.problem();
        ResponseBuilder response = Response.status(problem.status());
        return document(problem.status() == UNAVAILABLE ? response.header("Retry-After", SOON) : response, problem);
    }

    @ServerExceptionMapper
    Response shape(MismatchedInputException e) {
        return document(unreadable(e));
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e, HttpServerRequest request) {
        Response response = e.getResponse();
        int status = response.getStatus();
        if (status < 400 || response.hasEntity()) {
            return response;
        }
        if (status == 500) {
            return unexpected(e, request);
        }
        Problem problem =
                e.getCause() instanceof JsonProcessingException json ? unreadable(json) : Problem.ofStatus(status);
        // from the response: Allow, Retry-After and their like stay
        return document(Response.fromResponse(response).status(problem.status()), problem);
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Uni<Response> unauthorized(RoutingContext context) {
        HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
        if (authenticator == null) {
            return Uni.createFrom().item(document(Problem.ofStatus(401)));
        }
        return authenticator
                .getChallenge(context)
                .map(challenge -> challenge(challenge, context.response().headers()))
                .onFailure()
                .recoverWithItem(() -> document(Problem.ofStatus(401)));
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e) {
        return document(Problem.ofStatus(403));
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, HttpServerRequest request) {
        URI instance = URI.create("urn:uuid:" + UUID.randomUUID());
        Problem problem = Problem.ofStatus(500).withInstance(instance);
        ProblemLog.LOG.unexpected(request.method().name(), request.path(), problem.status(), instance.toString(), e);
        return document(problem);
    }

    /** Where, and not what: the parser's own words quote the body. */
    private static Problem unreadable(JsonProcessingException e) {
        String wrong = e instanceof StreamReadException
                ? "The body is not valid JSON"
                : "The body is JSON, but not of the shape expected here";
        JsonLocation at = e.getLocation();
        String place = at == null ? "." : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ").";
        return Problem.validationFailed(wrong + place);
    }

    private static Response challenge(@Nullable ChallengeData challenge, MultiMap sent) {
        if (challenge == null) {
            return document(Problem.ofStatus(401));
        }
        // a mechanism may answer with a redirect to its login page
        if (challenge.status < 400) {
            return withHeaders(Response.status(challenge.status), challenge, sent)
                    .build();
        }
        Problem problem = Problem.ofStatus(challenge.status);
        return document(withHeaders(Response.status(challenge.status), challenge, sent), problem);
    }

    /** Where a login failed, Quarkus has put the challenge into the answer already. */
    private static ResponseBuilder withHeaders(ResponseBuilder response, ChallengeData challenge, MultiMap sent) {
        challenge.getHeaders().forEach((name, value) -> {
            if (!sent.contains(name)) {
                response.header(name.toString(), value);
            }
        });
        return response;
    }

    private static Response document(Problem problem) {
        return document(Response.status(problem.status()), problem);
    }

    private static Response document(ResponseBuilder response, Problem problem) {
        return response.type(Problem.MEDIA_TYPE).entity(problem.toJson()).build();
    }
}
