package com.technosupport.vms.live.webrtc.internal.ice;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** STUN as RFC 5769 has it, and as nobody should send it. */
class StunTest {

    /** RFC 5769, section 2.1. */
    private static final byte[] REQUEST = HexFormat.of()
            .parseHex("000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74"
                    + "002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020"
                    + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf");

    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

    /** Keeps what is sent over it. */
    private static final class FakePath implements Path {
        private final List<byte[]> sent = new ArrayList<>();

        @Override
        public InetSocketAddress remote() {
            return address("192.0.2.1", 32853);
        }

        @Override
        public boolean send(ByteBuffer datagram) {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            return sent.add(bytes);
        }

        @Override
        public boolean congested() {
            return false;
        }

        @Override
        public void validated() {}

        @Override
        public void release() {}

        @Override
        public String description() {
            return "";
        }
    }

    private static InetSocketAddress address(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A Binding request from the parts given, with integrity and fingerprint. */
    static byte[] request(String username, String password, int... flags) {
        ByteBuffer message = ByteBuffer.allocate(512);
        message.putShort((short) 1)
                .putShort((short) 0)
                .putInt(Stun.MAGIC_COOKIE)
                .put(new byte[12]);
        byte[] name = username.getBytes(StandardCharsets.UTF_8);
        message.putShort((short) Stun.USERNAME).putShort((short) name.length).put(name);
        message.position((message.position() + 3) & ~3);
        for (int flag : flags) {
            int length = flag == Stun.ICE_CONTROLLED || flag == Stun.ICE_CONTROLLING ? 8 : 0;
            message.putShort((short) flag).putShort((short) length).put(new byte[length]);
        }
        message.putShort(2, (short) (message.position() + 24 - 20));
        byte[] integrity = Stun.integrity(password, message.array(), message.position());
        message.putShort((short) Stun.MESSAGE_INTEGRITY).putShort((short) 20).put(integrity);
        message.putShort(2, (short) (message.position() + 8 - 20));
        int fingerprint = Stun.fingerprint(message.array(), message.position());
        message.putShort((short) Stun.FINGERPRINT).putShort((short) 4).putInt(fingerprint);
        return Arrays.copyOf(message.array(), message.position());
    }

    private static StunRequest parse(byte[] message) {
        return StunRequest.parse(message, message.length).orElseThrow();
    }

    @Test
    void readsTheRequestOfRfc5769() {
        StunRequest request = parse(REQUEST);

        assertThat(request.localFragment()).isEqualTo("evtj");
        assertThat(request.remoteFragment()).isEqualTo("h6vY");
        assertThat(request.controlled()).isTrue();
        assertThat(request.useCandidate()).isFalse();
        assertThat(request.unknown()).isEmpty();
        assertThat(request.isAuthentic(PASSWORD)).isTrue();
        assertThat(request.isAuthentic(PASSWORD + "x")).isFalse();
    }

    @Test
    void answersWithTheAddressMaskedAsInRfc5769() {
        byte[] response = StunResponse.success(parse(REQUEST), address("192.0.2.1", 32853), PASSWORD);
        assertThat(HexFormat.of().formatHex(response, 0, 32))
                .isEqualTo("0101002c2112a442b7e7a701bc34d686fa87dfae002000080001a147e112a643");
        byte[] six =
                StunResponse.success(parse(REQUEST), address("2001:db8:1234:5678:11:2233:4455:6677", 32853), PASSWORD);
        assertThat(HexFormat.of().formatHex(six, 20, 44)).isEqualTo("002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9");
        assertAuthentic(response);
        assertAuthentic(six);
    }

    private static void assertAuthentic(byte[] response) {
        int integrityAt = response.length - 8 - 24;
        assertThat(BigEndian.u16(response, 2)).isEqualTo(response.length - 20);
        assertThat(BigEndian.u16(response, integrityAt)).isEqualTo(Stun.MESSAGE_INTEGRITY);
        byte[] covered = Arrays.copyOf(response, integrityAt);
        BigEndian.put16(covered, 2, integrityAt + 24 - 20);
        assertThat(Arrays.copyOfRange(response, integrityAt + 4, integrityAt + 24))
                .isEqualTo(Stun.integrity(PASSWORD, covered, covered.length));
        assertThat(BigEndian.i32(response, response.length - 4))
                .isEqualTo(Stun.fingerprint(response, response.length - 8));
    }

    @Test
    void answersAsAControlledLiteAgent() {
        FakePath path = new FakePath();
        IceCredentials local = new IceCredentials("evtj", PASSWORD);

        assertThat(IceAnswers.answer(parse(REQUEST), path, local))
                .as("both think they are controlled")
                .isFalse();
        assertThat(BigEndian.u16(path.sent.get(0), 0)).isEqualTo(Stun.BINDING_ERROR);
        assertThat(BigEndian.i32(path.sent.get(0), 24)).isEqualTo(4 << 8 | 87);
        assertAuthentic(path.sent.get(0));

        byte[] unknown = request("evtj:h6vY", PASSWORD, 0x7fff, 0x0001);
        assertThat(IceAnswers.answer(parse(unknown), path, local)).isFalse();
        assertThat(BigEndian.i32(path.sent.get(1), 24)).isEqualTo(4 << 8 | 20);
        assertThat(HexFormat.of().formatHex(path.sent.get(1), 48, 56)).isEqualTo("000a00047fff0001");

        byte[] check = request("evtj:h6vY", PASSWORD, Stun.ICE_CONTROLLING, Stun.USE_CANDIDATE);
        assertThat(parse(check).useCandidate()).isTrue();
        assertThat(IceAnswers.answer(parse(check), path, local)).isTrue();
        assertThat(BigEndian.u16(path.sent.get(2), 0)).isEqualTo(Stun.BINDING_SUCCESS);
    }

    @Test
    void refusesEveryMutilationOfARequest() {
        for (int length = 0; length < REQUEST.length; length++) {
            assertThat(StunRequest.parse(Arrays.copyOf(REQUEST, length), length))
                    .isEmpty();
        }
        for (int i = 0; i < REQUEST.length * 8; i++) {
            byte[] flipped = REQUEST.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            assertThat(StunRequest.parse(flipped, flipped.length).filter(request -> request.isAuthentic(PASSWORD)))
                    .as("bit %d", i)
                    .isEmpty();
        }
    }

    @Test
    void survivesGarbage() {
        Random random = new Random(1);
        int parsed = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] message = new byte[20 + 4 * random.nextInt(40)];
            random.nextBytes(message);
            // Close enough to get past the first checks.
            BigEndian.put16(message, 0, 1);
            BigEndian.put16(message, 2, message.length - 20);
            BigEndian.put32(message, 4, Stun.MAGIC_COOKIE);
            int at = 20;
            while (at + 4 <= message.length) {
                int[] types = {6, 8, 0x24, 0x25, 0x8029, 0x802a, 0x20, random.nextInt(0x10000)};
                BigEndian.put16(message, at, types[random.nextInt(types.length)]);
                BigEndian.put16(message, at + 2, random.nextInt(8) == 0 ? random.nextInt(0x10000) : random.nextInt(24));
                at += 4 + ((BigEndian.u16(message, at + 2) + 3) & ~3);
            }
            if (message.length >= 28) {
                BigEndian.put32(message, message.length - 8, Stun.FINGERPRINT << 16 | 4);
                BigEndian.put32(message, message.length - 4, Stun.fingerprint(message, message.length - 8));
            }
            if (StunRequest.parse(message, message.length).isPresent()) {
                StunRequest request = parse(message);
                assertThat(request.isAuthentic(PASSWORD)).isFalse();
                assertThat(request.unknown()).hasSizeLessThanOrEqualTo(8);
                StunResponse.unknownAttributes(request, PASSWORD);
                parsed++;
            }
        }
        assertThat(parsed).as("some are well-formed, else nothing was tested").isGreaterThan(100);
    }
}
