package com.technosupport.vms.web.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures are what their bytes say, and only if they are whole and of a size that a browser can take. */
class PictureFileTest {

    static byte[] picture(String format, int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] webp(String kind, int... words) {
        ByteBuffer file = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(32);
        file.put("WEBP".getBytes(StandardCharsets.US_ASCII)).put(kind.getBytes(StandardCharsets.US_ASCII));
        file.putInt(20);
        for (int word : words) {
            file.put((byte) word);
        }
        return file.array();
    }

    @ParameterizedTest
    @CsvSource({"png, image/png", "jpg, image/jpeg"})
    void whatJavaWritesIsRead(String format, String mediaType) {
        assertThat(PictureFile.of(picture(format, 320, 200))).isEqualTo(new PictureFile(mediaType, 320, 200));
    }

    @Test
    void threeKindsOfWebpAreRead() {
        // RFC 9649: a key frame's start code and sizes; the signature and 14 bits each; flags and 24 bits each, less
        // one.
        assertThat(PictureFile.of(webp("VP8 ", 0, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xc8, 0)))
                .isEqualTo(new PictureFile("image/webp", 320, 200));
        int packed = 319 | 199 << 14;
        assertThat(PictureFile.of(webp("VP8L", 0x2f, packed, packed >> 8, packed >> 16, packed >> 24)))
                .isEqualTo(new PictureFile("image/webp", 320, 200));
        assertThat(PictureFile.of(webp("VP8X", 0, 0, 0, 0, 0x3f, 1, 0, 199, 0, 0)))
                .isEqualTo(new PictureFile("image/webp", 320, 200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void whatIsCutShortIsNone(String format) {
        byte[] whole = picture(format, 64, 64);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PictureFile.of(part)).isInstanceOf(InvalidFieldsException.class);
        }
    }

    @Test
    void anythingElseIsRefusedAndNothingElseHappens() {
        assertThatThrownBy(() -> PictureFile.of(
                        "<svg xmlns='http://www.w3.org/2000/svg'/>".repeat(3).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidFieldsException.class);
        Random random = new Random(4);
        byte[] png = picture("png", 9, 9);
        byte[] jpeg = picture("jpg", 9, 9);
        for (int round = 0; round < 5000; round++) {
            byte[] bent = (round % 2 == 0 ? png : jpeg).clone();
            for (int i = 0; i < 6; i++) {
                bent[random.nextInt(Math.min(bent.length, 200))] = (byte) random.nextInt();
            }
            try {
                PictureFile.of(bent);
            } catch (InvalidFieldsException refused) {
                assertThat(refused.errors()).isNotEmpty();
            }
        }
    }

    @Test
    void giantsAreRefused() {
        byte[] png = picture("png", 16, 16);
        ByteBuffer.wrap(png).putInt(16, 8193);
        assertThatThrownBy(() -> PictureFile.of(png))
                .isInstanceOfSatisfying(
                        InvalidFieldsException.class,
                        e -> assertThat(e.errors())
                                .extracting(error -> error.message())
                                .containsExactly("the picture is 8193 by 16: at most 8192 pixels a side"));
        ByteBuffer.wrap(png).putInt(16, -1);
        assertThatThrownBy(() -> PictureFile.of(png)).isInstanceOf(InvalidFieldsException.class);
    }
}
