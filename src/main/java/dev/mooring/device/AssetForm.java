package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.common.util.CaseInsensitiveMap;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser.ParseState;
import org.jspecify.annotations.Nullable;

/**
 * The multipart form of one upload, read piece by piece. The field {@code file} goes to disk as it comes, {@code timestamp}
 * and {@code signature} are kept, anything else is skipped. Whatever is wrong is a {@link ProblemException} at the first
 * byte that shows it. One thread.
 */
final class AssetForm implements MultipartParser.PartHandler, Closeable {

    /** Two signatures of the longest keys in use fit in. */
    private static final int MAX_FIELD = 4 << 10;

    /** The library keeps the headers of a part in memory until they end. */
    private static final int MAX_HEADERS = 64 << 10;

    private static final String FILE = "file";
    private static final String TIMESTAMP = "timestamp";
    private static final String SIGNATURE = "signature";
    private static final Set<String> ENCODED = Set.of("base64", "quoted-printable");
    private static final Pattern BOUNDARY = Pattern.compile(
            "(?i)multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*");

    private final AssetFiles files;
    private final UploadGate gate;
    private final ParseState parser;
    private final Map<String, String> fields = new HashMap<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    private String part = "";
    private @Nullable AssetName name;
    private @Nullable IncomingAsset asset;
    private int headerBytes;

    /**
     * Begins to read a form.
     *
     * @param contentType the request's
     * @param files where the file goes
     * @param gate asked whether it may
     * @throws ProblemException if there is no form in the request
     */
    AssetForm(String contentType, AssetFiles files, UploadGate gate) {
        this.files = files;
        this.gate = gate;
        this.parser = MultipartParser.beginParse(
                this, boundary(contentType).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8.name());
    }

    private static String boundary(String contentType) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.matches()) {
            throw refused("The body must be multipart/form-data with a boundary of 70 characters at most.");
        }
        return boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    }

    /**
     * Reads on.
     *
     * @throws IOException if the disk refuses
     */
    void read(ByteBuffer piece) throws IOException {
        headerBytes += piece.remaining();
        if (headerBytes > MAX_HEADERS) {
            throw refused("The headers of a part are too large, or the boundary is missing.");
        }
        if (parser.isComplete()) {
            headerBytes = 0; // what follows the last boundary is nobody's
            return;
        }
        try {
            parser.parse(piece);
        } catch (MultipartParser.MalformedMessageException e) {
            throw refused("The headers of a part are malformed.");
        }
    }

    @Override
    public void beginPart(CaseInsensitiveMap<String> headers) {
        headerBytes = 0;
        text.reset();
        PartDisposition disposition = PartDisposition.of(headers.getFirst("Content-Disposition"));
        part = disposition.field();
        if (part.equals(FILE)) {
            String encoding = headers.getFirst(MultipartParser.CONTENT_TRANSFER_ENCODING);
            if (encoding != null && ENCODED.contains(encoding.toLowerCase(Locale.ROOT))) {
                throw refused("The file must be sent as it is, without Content-Transfer-Encoding.");
            }
            beginFile(disposition.fileName());
        }
    }

    private void beginFile(Optional<String> fileName) {
        if (name != null) {
            throw refused("The form must have one field 'file', and not two.");
        }
        try {
            name = new AssetName(
                    fileName.orElseThrow(() -> refused("The field 'file' must be a file, with a file name.")));
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        gate.enter(name, fields.get(TIMESTAMP), fields.get(SIGNATURE));
    }

    @Override
    public void data(ByteBuffer piece) throws IOException {
        headerBytes = 0;
        if (part.equals(FILE)) {
            if (piece.hasRemaining()) {
                file().write(piece);
            }
        } else if (part.equals(TIMESTAMP) || part.equals(SIGNATURE)) {
            if (text.size() + piece.remaining() > MAX_FIELD) {
                throw refused("'" + part + "' is too long.");
            }
            while (piece.hasRemaining()) {
                text.write(piece.get());
            }
        }
    }

    private IncomingAsset file() throws IOException {
        if (asset == null) {
            if (name == null) {
                throw new IllegalStateException("a file must have begun");
            }
            asset = files.incoming(name);
        }
        return asset;
    }

    @Override
    public void endPart() {
        headerBytes = 0;
        boolean field = part.equals(TIMESTAMP) || part.equals(SIGNATURE);
        if (field && fields.putIfAbsent(part, text.toString(StandardCharsets.UTF_8)) != null) {
            throw refused("The form must have one field '" + part + "', and not two.");
        }
        part = "";
    }

    /**
     * Ends the form.
     *
     * @return the file that was in it
     * @throws ProblemException if it is not whole, has no file, or may not be uploaded
     */
    IncomingAsset end() {
        if (!parser.isComplete()) {
            throw refused("The form ends before its last boundary.");
        }
        if (name == null) {
            throw refused("The form must have a field 'file'.");
        }
        if (asset == null) {
            throw refused("The file is empty.");
        }
        gate.leave(fields.get(TIMESTAMP), fields.get(SIGNATURE));
        return asset;
    }

    /** Removes what was not put into its place. */
    @Override
    public void close() throws IOException {
        if (asset != null) {
            asset.close();
        }
    }

    private static ProblemException refused(String detail) {
        return Problem.validationFailed(detail).asException();
    }
}
