package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.io.Closeable;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Lets the file of one upload in. A signature that stands before the file is checked before a byte of it goes to disk. When
 * the file comes first, as old clients may send it, it may be written, and is checked and thrown away afterwards: of such
 * there are few at a time, since anybody could send them. One thread.
 */
final class UploadGate implements Closeable {

    private final Optional<UploadSignature> signature;
    private final Semaphore unverified;
    private final Expectation expectation;
    private boolean verified;
    private boolean holds;

    /** What is expected of the asset that has the name already. */
    interface Expectation {

        /** Throws the refusal if it is not as expected. */
        void check(AssetName name);
    }

    /**
     * A gate for one upload.
     *
     * @param signature what is asked of it; empty if nothing is
     * @param unverified how many more files of unknown senders may be written at once
     * @param expectation asked when it may enter
     */
    UploadGate(Optional<UploadSignature> signature, Semaphore unverified, Expectation expectation) {
        this.signature = signature;
        this.unverified = unverified;
        this.expectation = expectation;
        this.verified = signature.isEmpty();
    }

    /**
     * A file begins.
     *
     * @throws ProblemException if it is known already that it may not be uploaded
     */
    void enter(AssetName name, @Nullable String timestamp, @Nullable String signed) {
        if (timestamp != null && signed != null) {
            verify(timestamp, signed);
        }
        if (!verified) {
            holds = unverified.tryAcquire();
            if (!holds) {
                throw new Problem(
                                503,
                                "Service Unavailable",
                                "Too many uploads have their signature behind their file. Send it before the file,"
                                        + " or try again later.",
                                null,
                                null)
                        .asException();
            }
            return; // who is not known is not told what is there
        }
        expectation.check(name);
    }

    /**
     * All fields are there.
     *
     * @throws ProblemException if the file may not be uploaded
     */
    void leave(@Nullable String timestamp, @Nullable String signed) {
        verify(timestamp, signed);
    }

    private void verify(@Nullable String timestamp, @Nullable String signed) {
        if (!verified) {
            signature.ifPresent(each -> each.check(timestamp, signed));
            verified = true;
        }
    }

    @Override
    public void close() {
        if (holds) {
            unverified.release();
            holds = false;
        }
    }
}
