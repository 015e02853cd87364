package com.technosupport.vms.rules.internal.still;

import com.technosupport.vms.api.event.EventMessage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws: a box on a still, and the picture that stands where there is none. */
final class Pictures {

    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int MARGIN = 40;
    private static final float QUALITY = 0.9f;
    private static final long MOST_PIXELS = 40_000_000;

    private Pictures() {}

    /** A JPEG with a sentence on it, and what it is about below. */
    static byte[] placeholder(String sentence, String caption) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(new Color(0x20, 0x24, 0x2a));
            graphics.fillRect(0, 0, WIDTH, HEIGHT);
            graphics.setColor(new Color(0x5a, 0x63, 0x70));
            graphics.setStroke(new BasicStroke(3));
            graphics.drawRect(MARGIN / 2, MARGIN / 2, WIDTH - MARGIN, HEIGHT - MARGIN);
            words(graphics, sentence, caption);
        } finally {
            graphics.dispose();
        }
        return jpeg(image);
    }

    private static void words(Graphics2D graphics, String sentence, String caption) {
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 26));
            int y = lines(graphics, sentence, 130);
            graphics.setColor(new Color(0xa8, 0xb0, 0xbc));
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18));
            lines(graphics, caption, y + 20);
        } catch (RuntimeException | LinkageError e) {
            // A machine without any font: Java says so by one of several errors.
            LOG.warn("A still's placeholder has no words on it: this machine has no fonts for Java ({})", e.toString());
        }
    }

    private static int lines(Graphics2D graphics, String text, int top) {
        FontMetrics metrics = graphics.getFontMetrics();
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+", -1)) {
            if (line.length() > 0 && metrics.stringWidth(line + " " + word) > WIDTH - 2 * MARGIN) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        int y = top;
        for (String each : lines.subList(0, Math.min(4, lines.size()))) {
            graphics.drawString(each, (WIDTH - metrics.stringWidth(each)) / 2, y);
            y += metrics.getHeight();
        }
        return y;
    }

    /** The same picture with a box drawn on it. */
    static byte[] withBox(byte[] jpeg, EventMessage.Box box, Optional<String> label) throws IOException {
        BufferedImage image = read(jpeg);
        int width = image.getWidth();
        int height = image.getHeight();
        int line = Math.max(2, height / 270);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(new Color(0xff, 0xc1, 0x07));
            graphics.setStroke(new BasicStroke(line));
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            int x = (int) Math.round(box.x() * width);
            int y = (int) Math.round(box.y() * height);
            graphics.drawRect(x, y, (int) Math.round(box.w() * width), (int) Math.round(box.h() * height));
            label.ifPresent(text -> label(graphics, text, x, y, height));
        } finally {
            graphics.dispose();
        }
        return jpeg(image);
    }

    private static void label(Graphics2D graphics, String text, int x, int y, int height) {
        try {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(12, height / 36)));
            FontMetrics metrics = graphics.getFontMetrics();
            int top = Math.max(0, y - metrics.getHeight());
            String shown = text.length() > 40 ? text.substring(0, 40) : text;
            graphics.fillRect(x, top, metrics.stringWidth(shown) + 8, metrics.getHeight());
            graphics.setColor(Color.BLACK);
            graphics.drawString(shown, x + 4, top + metrics.getAscent());
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("This machine has no fonts for Java", e);
        }
    }

    private static BufferedImage read(byte[] jpeg) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
            if (!readers.hasNext()) {
                throw new IOException("this Java reads no JPEG");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                    throw new IOException("the picture is too large to be drawn on");
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }

    private static byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
