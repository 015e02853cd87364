package com.technosupport.vms.live.webrtc.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and writes integers in network byte order within byte arrays. */
public final class BigEndian {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    public static int u8(byte[] bytes, int offset) {
        return bytes[offset] & 0xff;
    }

    public static int u16(byte[] bytes, int offset) {
        return (short) SHORT.get(bytes, offset) & 0xffff;
    }

    public static int i32(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    public static long u32(byte[] bytes, int offset) {
        return i32(bytes, offset) & 0xffff_ffffL;
    }

    public static long i64(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    public static void put16(byte[] bytes, int offset, int value) {
        SHORT.set(bytes, offset, (short) value);
    }

    public static void put32(byte[] bytes, int offset, int value) {
        INT.set(bytes, offset, value);
    }

    public static void put64(byte[] bytes, int offset, long value) {
        LONG.set(bytes, offset, value);
    }
}
