package dev.mooring.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * The head of an ordinary envelope: ASCII throughout, no escapes but the short ones inside the data, none but the five
 * keys. Knows where its parts are, and makes texts of them when somebody asks. Says nothing about anything else, which
 * {@link HeadReader} then reads, or refuses with a reason. What is accepted here, that one accepts as well, and sees the
 * same in it.
 */
final class ScannedHead implements EventHead {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MAX_DEPTH = 32;
    /** Names and numbers that Jackson would refuse are longer, and ours are not. */
    private static final int MAX_NAME = 256;

    private static final int MAX_NUMBER = 64;
    private static final int MAX_PAYLOAD = 16 << 20;

    /** Thrown away: an exception would have to be made. */
    private static final int NO = -1;

    private final byte[] bytes;
    private int at;

    private int id = NO;
    private int idEnd;
    private int type = NO;
    private int typeEnd;
    private int ts = NO;
    private int tsEnd;
    private int source = NO;
    private int sourceEnd;
    private int data = NO;
    private int dataEnd;
    private int seq = NO;
    private int seqEnd;
    private @Nullable String idText;
    private @Nullable String typeText;

    private ScannedHead(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The head; null when somebody else has to look. */
    static @Nullable ScannedHead of(byte[] payload) {
        if (payload.length > MAX_PAYLOAD) {
            return null;
        }
        ScannedHead head = new ScannedHead(payload);
        return head.envelope() && head.id != head.idEnd && head.type != head.typeEnd ? head : null;
    }

    @Override
    public String id() {
        String known = idText;
        if (known == null) {
            known = text(id, idEnd);
            idText = known; // whoever is first: all of them make the same
        }
        return known;
    }

    @Override
    public String type() {
        String known = typeText;
        if (known == null) {
            known = text(type, typeEnd);
            typeText = known;
        }
        return known;
    }

    @Override
    public String ts() {
        return text(ts, tsEnd);
    }

    @Override
    public String source() {
        return text(source, sourceEnd);
    }

    @Override
    public @Nullable String correlate() {
        return null;
    }

    @Override
    public @Nullable String traceParent() {
        return null;
    }

    @Override
    public @Nullable String traceState() {
        return null;
    }

    @Override
    public @Nullable String seq() {
        return seq == NO ? null : text(seq, seqEnd);
    }

    @Override
    public int dataStart() {
        return data;
    }

    @Override
    public int dataEnd() {
        return dataEnd;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    @Override
    public void identify(EventKey.Mix mix, byte[] payload) {
        mix.bytes(bytes, type, typeEnd);
        mix.bytes(bytes, id, idEnd);
        if (seq != NO) {
            mix.seq();
            mix.bytes(bytes, seq, seqEnd);
        } else {
            mix.data(bytes, data, dataEnd);
        }
    }

    // ---- scanning

    private boolean envelope() {
        if (next() != '{') {
            return false;
        }
        for (int keys = 0; keys < 5; keys++) {
            if ((keys > 0 && next() != ',') || next() != '"' || !field()) {
                return false;
            }
        }
        return next() == '}' && next() == NO && id != NO && type != NO && ts != NO && source != NO && data != NO;
    }

    /** A field whose name has begun. */
    private boolean field() {
        int name = at;
        int end = string();
        if (end == NO || next() != ':') {
            return false;
        }
        return switch (end - name) {
            case 2 -> bytes[name] == 'i' ? is(name, "id") && scanId() : is(name, "ts") && scanTs();
            case 4 -> bytes[name] == 't' ? is(name, "type") && scanType() : is(name, "data") && scanData();
            case 6 -> is(name, "source") && scanSource();
            default -> false;
        };
    }

    private boolean is(int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (bytes[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean scanId() {
        if (id != NO || next() != '"') {
            return false;
        }
        id = at;
        idEnd = string();
        return idEnd != NO;
    }

    private boolean scanType() {
        if (type != NO || next() != '"') {
            return false;
        }
        type = at;
        typeEnd = string();
        return typeEnd != NO;
    }

    private boolean scanSource() {
        if (source != NO || next() != '"') {
            return false;
        }
        source = at;
        sourceEnd = string();
        return sourceEnd != NO;
    }

    private boolean scanTs() {
        if (ts != NO) {
            return false;
        }
        int first = next();
        ts = at - 1;
        if (first == NO || !number(first)) {
            return false;
        }
        tsEnd = at;
        return isUsualTime();
    }

    /** Neither before the epoch, nor longer than an envelope may have it. */
    private boolean isUsualTime() {
        int point = ts;
        while (point < tsEnd && bytes[point] != '.') {
            point++;
        }
        return bytes[ts] != '-' && point - ts <= Envelope.MAX_INTEGER_DIGITS && tsEnd - point <= Envelope.MAX_DECIMALS;
    }

    private boolean scanData() {
        if (data != NO || next() != '{') {
            return false;
        }
        data = at - 1;
        if (!object(1, true)) {
            return false;
        }
        dataEnd = at;
        return true;
    }

    /** The next byte that is no white space. */
    private int next() {
        while (at < bytes.length) {
            byte found = bytes[at++];
            if (found != ' ' && found != '\n' && found != '\r' && found != '\t') {
                return found;
            }
        }
        return NO;
    }

    /**
     * Goes behind the end of a text that has begun, if it is ASCII without escapes.
     *
     * @return where its last character ended
     */
    private int string() {
        int end = plainUntil(at);
        if (end >= bytes.length || bytes[end] != '"') {
            return NO;
        }
        at = end + 1;
        return end;
    }

    /** The first quote, backslash, control character or byte beyond ASCII. */
    private int plainUntil(int from) {
        int i = from;
        while (i + Long.BYTES <= bytes.length) {
            long eight = (long) LONGS.get(bytes, i);
            long special = special(eight);
            if (special != 0) {
                return i + (Long.numberOfTrailingZeros(special) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < bytes.length && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /**
     * The high bit of each byte that is a quote, a backslash, below a blank, or beyond ASCII; exact for the lowest such
     * byte, which alone is asked for.
     */
    private static long special(long eight) {
        long ones = 0x0101010101010101L;
        long high = 0x8080808080808080L;
        long quote = eight ^ ones * '"';
        long backslash = eight ^ ones * '\\';
        long found = (quote - ones & ~quote) | (backslash - ones & ~backslash) | (eight - ones * ' ' & ~eight) | eight;
        return found & high;
    }

    private boolean object(int depth, boolean isData) {
        int first = next();
        if (first == '}') {
            return true;
        }
        while (first == '"') {
            int name = at;
            int end = string();
            if (end == NO || end - name > MAX_NAME || next() != ':') {
                return false;
            }
            boolean isSeq = isData && end - name == 3 && is(name, "seq");
            if (!(isSeq ? scanSeq() : value(depth))) {
                return false;
            }
            int following = next();
            if (following == '}') {
                return true;
            }
            first = following == ',' ? next() : NO;
        }
        return false;
    }

    /** Only a number or a plain text: of anything else, somebody else says what it is as text. */
    private boolean scanSeq() {
        if (seq != NO) {
            return false;
        }
        int first = next();
        if (first == '"') {
            seq = at;
            seqEnd = string();
            return seqEnd != NO;
        }
        seq = at - 1;
        if (first == NO || !number(first)) {
            return false;
        }
        seqEnd = at;
        return true;
    }

    private boolean array(int depth) {
        int first = next();
        if (first == ']') {
            return true;
        }
        at--;
        while (value(depth)) {
            int following = next();
            if (following == ']') {
                return true;
            }
            if (following != ',') {
                return false;
            }
        }
        return false;
    }

    private boolean value(int depth) {
        int first = next();
        return switch (first) {
            case '"' -> dataString();
            case '{' -> depth < MAX_DEPTH && object(depth + 1, false);
            case '[' -> depth < MAX_DEPTH && array(depth + 1);
            case 't' -> word("rue");
            case 'f' -> word("alse");
            case 'n' -> word("ull");
            case NO -> false;
            default -> number(first);
        };
    }

    private boolean word(String rest) {
        if (at + rest.length() > bytes.length || !is(at, rest)) {
            return false;
        }
        at += rest.length();
        return true;
    }

    /** A text in the data, with the escapes of one character. */
    private boolean dataString() {
        while (true) {
            int end = plainUntil(at);
            if (end + 1 >= bytes.length) {
                return false;
            }
            if (bytes[end] == '"') {
                at = end + 1;
                return true;
            }
            if (bytes[end] != '\\' || "\"\\/bfnrt".indexOf(bytes[end + 1]) < 0) {
                return false;
            }
            at = end + 2;
        }
    }

    /** A number whose first character was taken (RFC 8259, section 6). */
    private boolean number(int first) {
        int begin = at - 1;
        int digit = first;
        if (digit == '-') {
            digit = at < bytes.length ? bytes[at++] : NO;
        }
        if (digit == '0') {
            if (isDigit(at)) {
                return false;
            }
        } else if (digit < '1' || digit > '9') {
            return false;
        }
        digits();
        if (at < bytes.length && bytes[at] == '.') {
            at++;
            if (!isDigit(at)) {
                return false;
            }
            digits();
        }
        // An exponent is rare, and where it leads to, somebody else knows.
        return at - begin <= MAX_NUMBER && at < bytes.length && bytes[at] != 'e' && bytes[at] != 'E';
    }

    private void digits() {
        while (isDigit(at)) {
            at++;
        }
    }

    private boolean isDigit(int index) {
        return index < bytes.length && bytes[index] >= '0' && bytes[index] <= '9';
    }
}
