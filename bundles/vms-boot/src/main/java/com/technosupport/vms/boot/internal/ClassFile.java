package com.technosupport.vms.boot.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The constants of a compiled class (Java Virtual Machine Specification, section 4.4), which name all that it calls. The code
 * refers to them by number, so it stays as it is when a name changes or constants are added at the end.
 */
final class ClassFile {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int UTF8 = 1;
    private static final int INTEGER = 3;
    private static final int FLOAT = 4;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int METHOD = 10;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    /** One constant; {@code null} stands for the empty second place of a long or a double. */
    private record Constant(int tag, String text, byte[] rest) {

        int first() {
            return ((rest[0] & 0xFF) << 8) | (rest[1] & 0xFF);
        }

        int second() {
            return ((rest[2] & 0xFF) << 8) | (rest[3] & 0xFF);
        }
    }

    private final int version;
    private final List<Constant> constants = new ArrayList<>();
    private final byte[] body;

    /** @throws IllegalArgumentException when this is no class */
    ClassFile(byte[] content) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            if (in.readInt() != MAGIC) {
                throw new IllegalArgumentException("no class");
            }
            version = in.readInt();
            int count = in.readUnsignedShort();
            constants.add(null);
            while (constants.size() < count) {
                int tag = in.readUnsignedByte();
                constants.add(
                        tag == UTF8 ? new Constant(tag, in.readUTF(), null) : new Constant(tag, null, rest(in, tag)));
                if (tag == LONG || tag == DOUBLE) {
                    constants.add(null);
                }
            }
            body = in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalArgumentException("no whole class", e);
        }
    }

    private static byte[] rest(DataInputStream in, int tag) throws IOException {
        byte[] rest = new byte
                [switch (tag) {
                    case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> 2;
                    case METHOD_HANDLE -> 3;
                    case LONG, DOUBLE -> 8;
                    case INTEGER, FLOAT -> 4;
                    default -> 4; // field, method and interface method, name and type, dynamic
                }];
        in.readFully(rest);
        return rest;
    }

    /** Gives a class another name wherever it is named as a class; slashes in both. */
    void rename(String from, String to) {
        constants.replaceAll(constant -> constant != null && constant.tag == UTF8 && constant.text.equals(from)
                ? new Constant(UTF8, to, null)
                : constant);
    }

    /**
     * Lets what is called at one class be called at another, that has such a method too.
     *
     * @return whether there was such a call
     */
    boolean redirect(String owner, String method, String newOwner) {
        boolean found = false;
        for (int i = 0; i < constants.size(); i++) {
            Constant call = constants.get(i);
            if (call != null
                    && call.tag == METHOD
                    && text(constants.get(call.first()).first()).equals(owner)
                    && text(constants.get(call.second()).first()).equals(method)) {
                int name = add(new Constant(UTF8, newOwner, null));
                int type = add(new Constant(CLASS, null, twoBytes(name)));
                byte[] rest = call.rest.clone();
                System.arraycopy(twoBytes(type), 0, rest, 0, 2);
                constants.set(i, new Constant(METHOD, null, rest));
                found = true;
            }
        }
        return found;
    }

    private String text(int index) {
        return constants.get(index).text;
    }

    private int add(Constant constant) {
        constants.add(constant);
        return constants.size() - 1;
    }

    private static byte[] twoBytes(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(version);
            out.writeShort(constants.size());
            for (Constant constant : constants) {
                if (constant == null) {
                    continue;
                }
                out.writeByte(constant.tag);
                if (constant.tag == UTF8) {
                    out.writeUTF(constant.text);
                } else {
                    out.write(constant.rest);
                }
            }
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }
}
