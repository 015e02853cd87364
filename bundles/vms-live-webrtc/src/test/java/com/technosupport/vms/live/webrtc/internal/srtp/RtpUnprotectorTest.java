package com.technosupport.vms.live.webrtc.internal.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpUnprotectorTest {

    private static byte[] rtp(int sequenceNumber, int ssrc) {
        byte[] packet = new byte[12 + 160 + RtpProtector.MAX_GROWTH];
        packet[0] = (byte) 0x80;
        packet[1] = 8;
        BigEndian.put16(packet, 2, sequenceNumber);
        BigEndian.put32(packet, 8, ssrc);
        Arrays.fill(packet, 12, 172, (byte) sequenceNumber);
        return packet;
    }

    private static SessionKeys keys(SrtpProfile profile) throws GeneralSecurityException {
        return SessionKeys.rtp(profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
    }

    private static List<byte[]> protect(SrtpProfile profile, long first, int count, int ssrc)
            throws GeneralSecurityException {
        RtpProtector protector = new RtpProtector(keys(profile));
        List<byte[]> packets = new ArrayList<>();
        for (long index = first; index < first + count; index++) {
            byte[] packet = rtp((int) index & 0xffff, ssrc);
            packets.add(Arrays.copyOf(packet, protector.protect(packet, 12, 172, index)));
        }
        return packets;
    }

    @Test
    void countsTheRollOverAlsoWhenPacketsChangePlaces() throws GeneralSecurityException {
        for (SrtpProfile profile : SrtpProfile.values()) {
            List<byte[]> packets = protect(profile, 65_500, 100, 1);
            // Two that straddle the end change places.
            packets.add(36, packets.remove(35));
            RtpUnprotector unprotector = new RtpUnprotector(keys(profile));
            for (byte[] packet : packets) {
                byte[] plain = packet.clone();
                int length = unprotector.unprotect(plain, plain.length);
                assertThat(length).as(profile.name()).isEqualTo(172);
                assertThat(plain[100]).isEqualTo((byte) BigEndian.u16(plain, 2));
            }
            for (byte[] packet : packets) {
                assertThat(unprotector.unprotect(packet.clone(), packet.length))
                        .as("seen before")
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void refusesWhatIsForgedCutOffOrFromAnother() throws GeneralSecurityException {
        for (SrtpProfile profile : SrtpProfile.values()) {
            RtpUnprotector unprotector = new RtpUnprotector(keys(profile));
            byte[] packet = protect(profile, 7, 1, 1).get(0);
            for (int bit = 0; bit < packet.length * 8; bit += 5) {
                byte[] forged = packet.clone();
                forged[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(unprotector.unprotect(forged, forged.length)).isEqualTo(-1);
            }
            for (int length = 0; length < packet.length; length++) {
                assertThat(unprotector.unprotect(packet.clone(), length)).isEqualTo(-1);
            }
            assertThat(unprotector.unprotect(packet.clone(), packet.length)).isEqualTo(172);
            byte[] other = protect(profile, 8, 1, 2).get(0);
            assertThat(unprotector.unprotect(other, other.length)).isEqualTo(-1);
        }
    }

    /** RFC 7714, sections 16.1.1 and 16.2.1. */
    @Test
    void readsThePacketsOfRfc7714() throws GeneralSecurityException {
        byte[] key = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        byte[] salt = HexFormat.of().parseHex("517569642070726f2071756f");
        byte[] packet = HexFormat.of()
                .parseHex("8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd5"
                        + "0d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce");
        RtpUnprotector unprotector =
                new RtpUnprotector(new SessionKeys(SrtpProfile.AEAD_AES_128_GCM, key, new byte[0], salt));
        int length = unprotector.unprotect(packet, packet.length);
        assertThat(HexFormat.of().formatHex(packet, 12, length))
                .isEqualTo("47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
    }
}
