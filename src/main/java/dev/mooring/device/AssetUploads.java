package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Takes uploads in. Each holds a worker thread, {@link #PIECE} bytes of memory and one temporary file until it ends, so that
 * all of that is bounded: how many there are, how large one is, how slow. Any thread.
 */
@Singleton
class AssetUploads {

    /** What a form may have beside its file. */
    static final int OVERHEAD = 64 << 10;

    private static final int PIECE = 64 << 10;
    private static final int AT_ONCE = 32;
    private static final int UNVERIFIED_AT_ONCE = 4;

    private final AssetFiles files;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final long maxSize;
    private final Optional<UploadSignature> signature;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Semaphore unverified = new Semaphore(UNVERIFIED_AT_ONCE);

    AssetUploads(AssetFiles files, DeviceConfig config, Clock clock, MeterRegistry metrics) {
        this.files = files;
        this.clock = clock;
        this.metrics = metrics;
        this.maxSize = config.maxAssetSize().asLongValue();
        this.signature = config.uploadPublicKey().map(key -> UploadSignature.of(key, clock));
        for (Outcome outcome : Outcome.values()) { // so that a rate is there from the first on
            counter(outcome);
        }
    }

    /** What became of an upload. */
    private enum Outcome {
        SAVED,
        REFUSED,
        BROKEN,
        FAILED
    }

    /** The bean is made at start, so that a key that is none stops it. */
    void start(@Observes StartupEvent started) {}

    /** Whether an upload passes by its signature, and by that alone. */
    boolean areSigned() {
        return signature.isPresent();
    }

    /**
     * Takes one upload.
     *
     * @param contentType the request's
     * @param body the request's
     * @param expectation what the request expects of the asset that is there
     * @return what was saved
     * @throws ProblemException if it is refused, or ends too early
     * @throws IOException if the disk refuses: nothing has changed
     */
    StoredFile take(String contentType, InputStream body, UploadGate.Expectation expectation) throws IOException {
        if (!places.tryAcquire()) {
            DeviceLog.LOG.tooManyUploads(AT_ONCE);
            counter(Outcome.REFUSED).increment();
            throw Problem.ofStatus(503).asException();
        }
        try {
            StoredFile saved = save(contentType, body, expectation);
            counter(Outcome.SAVED).increment();
            return saved;
        } catch (ProblemException e) {
            counter(e.problem().status() == 408 ? Outcome.BROKEN : Outcome.REFUSED)
                    .increment();
            throw e;
        } catch (IOException | RuntimeException e) {
            counter(Outcome.FAILED).increment();
            throw e;
        } finally {
            places.release();
        }
    }

    private StoredFile save(String contentType, InputStream body, UploadGate.Expectation expectation)
            throws IOException {
        try (UploadGate gate = new UploadGate(signature, unverified, expectation);
                AssetForm form = new AssetForm(contentType, files, gate)) {
            UploadBody bytes = new UploadBody(body, maxSize + OVERHEAD, clock);
            byte[] piece = new byte[PIECE];
            for (int read = bytes.read(piece); read >= 0; read = bytes.read(piece)) {
                form.read(ByteBuffer.wrap(piece, 0, read));
            }
            IncomingAsset asset = form.end();
            if (asset.size() > maxSize) {
                throw tooLarge(maxSize);
            }
            return files.put(asset, () -> expectation.check(asset.name()));
        }
    }

    /** The refusal of more than is taken. */
    static ProblemException tooLarge(long maxSize) {
        return Problem.tooLarge("An asset may have " + maxSize + " bytes at most.")
                .asException();
    }

    private Counter counter(Outcome outcome) {
        return Counter.builder("mooring.device.uploads")
                .description("Uploads of assets, by what became of them")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
