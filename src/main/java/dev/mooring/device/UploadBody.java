package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;

/**
 * The body of an upload, as far as it is taken: of a bounded size, and not so slow that it only holds a thread. {@link Silence}
 * ends it too. One thread, which waits for the network.
 */
final class UploadBody {

    /** Time enough to begin. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** What comes on average afterwards, at least: a bad mobile line has more. */
    private static final long MIN_BYTES_A_SECOND = 1024;

    private final InputStream body;
    private final long maxBytes;
    private final Clock clock;
    private final long begin;
    private long received;

    UploadBody(InputStream body, long maxBytes, Clock clock) {
        this.body = body;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.begin = clock.millis();
    }

    /**
     * Reads on.
     *
     * @return how many bytes are in the piece now; -1 at the end
     * @throws ProblemException if there are too many, if they come too slowly, or if no more will come
     */
    int read(byte[] piece) {
        int read;
        try {
            read = body.read(piece);
        } catch (IOException e) { // nobody is there any more to read the answer
            throw broken("the connection is gone");
        }
        received += Math.max(read, 0);
        if (received > maxBytes) {
            throw AssetUploads.tooLarge(maxBytes - AssetUploads.OVERHEAD);
        }
        if (clock.millis() - begin > GRACE.toMillis() + received * 1000 / MIN_BYTES_A_SECOND) {
            throw broken("it came too slowly");
        }
        return read;
    }

    private ProblemException broken(String reason) {
        DeviceLog.LOG.uploadBroke(received, reason);
        return Problem.ofStatus(408).asException();
    }
}
