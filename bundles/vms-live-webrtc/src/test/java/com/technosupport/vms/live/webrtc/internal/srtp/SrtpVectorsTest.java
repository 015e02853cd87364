package com.technosupport.vms.live.webrtc.internal.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 3711, appendix B, and RFC 7714, sections 16 and 17; and what they do not cover. */
class SrtpVectorsTest {

    private static final HexFormat HEX = HexFormat.of();

    private static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    private static final String KEY_256 = KEY_128 + "101112131415161718191a1b1c1d1e1f";
    private static final String SALT = "517569642070726f2071756f";

    private static final String RTP =
            "8040f17b8041f8d35501a0b2" + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
    private static final String RTCP = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
            + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private static final String SRTCP_128 = "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32d"
            + "c676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf872"
            + "45d9eade800005d4";
    private static final String SRTCP_256 = "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50"
            + "a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6c"
            + "b26ac3be800005d4";
    private static final int INDEX = 0x5d4;

    private static SessionKeys keys(SrtpProfile profile, String key) {
        return new SessionKeys(profile, bytes(key), new byte[0], bytes(SALT));
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex);
    }

    private static byte[] withRoom(String hex) {
        byte[] bytes = bytes(hex);
        return Arrays.copyOf(bytes, bytes.length + RtcpProtector.MAX_GROWTH);
    }

    private static String text(byte[] bytes, int length) {
        return HEX.formatHex(bytes, 0, length);
    }

    @Test
    void derivesKeysAsRfc3711B3() throws GeneralSecurityException {
        byte[] key = bytes("e1f97a0d3e018be0d64fa32c06de4139");
        byte[] salt = bytes("0ec675ad498afeebb6960b3aabe6");

        assertThat(HEX.formatHex(SessionKeys.derive(key, salt, 0, 16))).isEqualTo("c61e7a93744f39ee10734afe3ff7a087");
        assertThat(HEX.formatHex(SessionKeys.derive(key, salt, 2, 14))).isEqualTo("30cbbc08863d8c85d49db34a9ae1");
        assertThat(HEX.formatHex(SessionKeys.derive(key, salt, 1, 94)))
                .isEqualTo(
                        "cebe321f6ff7716b6fd4ab49af256a156d38baa48f0a0acf3c34e2359e6cdbcee049646c43d9327ad175578ef7227098"
                                + "6371c10c9a369ac2f94a8c5fbcdddc256d6e919a48b610ef17c2041e474035766b68642c59bbfc2f34db60dbdfb2");
    }

    @Test
    void makesTheKeyStreamOfRfc3711B2() throws GeneralSecurityException {
        SessionKeys keys = new SessionKeys(
                SrtpProfile.AES128_CM_SHA1_80,
                bytes("2b7e151628aed2a6abf7158809cf4f3c"),
                new byte[20],
                bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfd"));
        PacketCipher cipher = new PacketCipher(keys);
        byte[] stream = new byte[48];
        cipher.start(Cipher.ENCRYPT_MODE, 0, 0);
        cipher.finish(stream, 0, stream.length);

        assertThat(HEX.formatHex(stream))
                .isEqualTo("e03ead0935c95e80e166b16dd92b4eb4" + "d23513162b02d0f72a43a2fe4a5f97ab"
                        + "41e95b3bb0a2e8dd477901e4fca894c0");
    }

    @Test
    void protectsRtpAsRfc7714Section16() throws GeneralSecurityException {
        assertRtp(
                keys(SrtpProfile.AEAD_AES_128_GCM, KEY_128),
                "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd5"
                        + "0d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce");
        assertRtp(
                keys(SrtpProfile.AEAD_AES_256_GCM, KEY_256),
                "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab1801238"
                        + "9a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13");
    }

    private static void assertRtp(SessionKeys keys, String expected) throws GeneralSecurityException {
        RtpProtector protector = new RtpProtector(keys);
        for (int again = 0; again < 3; again++) {
            // A packet that is sent again must come out the same.
            byte[] packet = withRoom(RTP);
            int length = protector.protect(packet, 12, RTP.length() / 2, 0xf17b);
            assertThat(text(packet, length)).isEqualTo(expected);
        }
    }

    @Test
    void protectsRtcpAsRfc7714Section17() throws GeneralSecurityException {
        assertRtcp(keys(SrtpProfile.AEAD_AES_128_GCM, KEY_128), SRTCP_128);
        assertRtcp(keys(SrtpProfile.AEAD_AES_256_GCM, KEY_256), SRTCP_256);
    }

    private static void assertRtcp(SessionKeys keys, String expected) throws GeneralSecurityException {
        byte[] packet = withRoom(RTCP);
        int length = new RtcpProtector(keys, INDEX).protect(packet, RTCP.length() / 2);
        assertThat(text(packet, length)).isEqualTo(expected);

        int plain = new RtcpUnprotector(keys).unprotect(packet, length);
        assertThat(text(packet, plain)).isEqualTo(RTCP);
    }

    @Test
    void readsRtcpThatIsTaggedAlone() throws GeneralSecurityException {
        byte[] packet = bytes(RTCP + "841dd9683dd78ec92ae58790125f62b3" + "000005d4");
        int length = new RtcpUnprotector(keys(SrtpProfile.AEAD_AES_128_GCM, KEY_128)).unprotect(packet, packet.length);
        assertThat(text(packet, length)).isEqualTo(RTCP);
    }

    @Test
    void refusesWhatWasSeenOrForged() throws GeneralSecurityException {
        for (SrtpProfile profile : SrtpProfile.values()) {
            SessionKeys keys = SessionKeys.rtcp(profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
            RtcpProtector sender = new RtcpProtector(keys);
            RtcpUnprotector receiver = new RtcpUnprotector(keys);
            byte[][] packets = new byte[100][];
            for (int i = 0; i < packets.length; i++) {
                byte[] packet = withRoom(RTCP);
                packets[i] = Arrays.copyOf(packet, sender.protect(packet, RTCP.length() / 2));
            }

            byte[] forged = packets[1].clone();
            forged[12] ^= 1;
            assertThat(receiver.unprotect(forged, forged.length)).as("forged").isEqualTo(-1);
            assertThat(unprotect(receiver, packets[1])).isEqualTo(RTCP.length() / 2);
            assertThat(unprotect(receiver, packets[1])).as("seen").isEqualTo(-1);
            assertThat(unprotect(receiver, packets[0])).as("late").isEqualTo(RTCP.length() / 2);
            assertThat(unprotect(receiver, packets[99])).isEqualTo(RTCP.length() / 2);
            assertThat(unprotect(receiver, packets[35])).as("too old").isEqualTo(-1);
            assertThat(unprotect(receiver, packets[36])).as("old").isEqualTo(RTCP.length() / 2);
            assertThat(unprotect(receiver, packets[36])).as("seen").isEqualTo(-1);
            for (int length = 0; length < 40; length++) {
                assertThat(receiver.unprotect(packets[50].clone(), length)).isEqualTo(-1);
            }
        }
    }

    private static int unprotect(RtcpUnprotector receiver, byte[] packet) throws GeneralSecurityException {
        return receiver.unprotect(packet.clone(), packet.length);
    }

    @Test
    void counterModeRtpHasTheRollOverCounterInItsTag() throws GeneralSecurityException {
        SrtpProfile profile = SrtpProfile.AES128_CM_SHA1_80;
        RtpProtector protector = new RtpProtector(SessionKeys.rtp(profile, new byte[16], new byte[14]));
        byte[] first = withRoom(RTP);
        byte[] later = withRoom(RTP);
        int length = protector.protect(first, 12, RTP.length() / 2, 0xf17b);
        protector.protect(later, 12, RTP.length() / 2, 0x1f17b);

        assertThat(length).isEqualTo(RTP.length() / 2 + 10);
        assertThat(first).isNotEqualTo(later);
    }
}
