package dev.mooring.problem;

/** A refusal on its way to the HTTP layer, which answers with {@link #problem()} as the document. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /**
     * What is answered.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }
}
