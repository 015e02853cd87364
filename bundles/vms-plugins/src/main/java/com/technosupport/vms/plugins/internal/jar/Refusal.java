package com.technosupport.vms.plugins.internal.jar;

/** A plug-in is not taken; the message is the sentence that tells its author why. */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final String name;

    public Refusal(String sentence) {
        this("", sentence);
    }

    /** @param name symbolic name of the plug-in, or empty where it is not known */
    public Refusal(String name, String sentence) {
        super(sentence);
        this.name = name;
    }

    public String name() {
        return name;
    }
}
