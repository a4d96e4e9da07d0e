package dev.mooring.retained;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The query of a request, read strictly: a parameter that is misspelt, said twice or not understood must not decide what is
 * deleted. Every refusal names the parameter.
 */
final class StrictQuery {

    private final MultivaluedMap<String, String> parameters;

    /** @throws ProblemException when there is another parameter than those */
    StrictQuery(MultivaluedMap<String, String> parameters, Set<String> known) {
        this.parameters = parameters;
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw Problem.validationFailed("There is no query parameter '" + Shown.of(name) + "'; there are: "
                                + String.join(", ", known.stream().sorted().toList()) + ".")
                        .asException();
            }
        }
    }

    /** All values of it. */
    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** Its value, if it is given. */
    Optional<String> one(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw refused(name, "may be given once");
        }
        return values.stream().findFirst();
    }

    /** Whether it is true; without it, it is not. */
    boolean is(String name) {
        String value = one(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw refused(name, "must be true or false");
        }
        return value.equals("true");
    }

    /** What a value means, as far as it means anything: else the words of the {@link IllegalArgumentException} are the refusal. */
    static <T> T read(String name, String value, Function<String, T> meaning) {
        try {
            return meaning.apply(value);
        } catch (IllegalArgumentException e) {
            throw refused(name, String.valueOf(e.getMessage()));
        }
    }

    static ProblemException refused(String name, String what) {
        return Problem.validationFailed("The query parameter '" + name + "' " + what + ".")
                .asException();
    }
}
