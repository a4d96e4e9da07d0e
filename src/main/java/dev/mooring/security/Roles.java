package dev.mooring.security;

/** Who may do what. */
public final class Roles {

    /** May read. */
    public static final String VIEWER = "viewer";
    /** May change things, and read. */
    public static final String OPERATOR = "operator";
    /** May fetch what is meant for devices. */
    public static final String DEVICE = "device";

    private Roles() {}
}
