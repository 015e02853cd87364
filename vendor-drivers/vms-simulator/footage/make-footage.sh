#!/bin/sh
# Makes the footage that the simulated cameras loop. It needs Debian's ffmpeg (with libx264), opencv-doc and fonts-dejavu-core,
# and is run by hand: its output is committed, so that a build needs none of them.
#
#   vendor-drivers/vms-simulator/footage/make-footage.sh [vtest.avi]
#
# Every file is an H.264 elementary stream (Annex B) without B-frames and with parameter sets before each IDR picture.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$here/../src/main/resources/com/technosupport/vms/simulator/footage
source=${1:-/usr/share/doc/opencv-doc/examples/data/vtest.avi}
sans=/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf
mono=/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

if [ ! -f "$source" ]; then
    if [ -f "$source.gz" ]; then
        gunzip -c "$source.gz" > "$work/vtest.avi"
        source=$work/vtest.avi
    else
        echo "Missing $source: apt-get install opencv-doc" >&2
        exit 1
    fi
fi

# encode NAME PROFILE GOP KBITS INPUT-OPTIONS...: two passes, so that the size is the one we asked for.
encode() {
    name=$1 profile=$2 gop=$3 rate=$4
    shift 4
    for pass in 1 2; do
        ffmpeg -v error -y "$@" -an -c:v libx264 -preset slow -profile:v "$profile" -level:v 3.1 -pix_fmt yuv420p \
            -b:v "${rate}k" -maxrate "$((rate * 3 / 2))k" -bufsize "${rate}k" -g "$gop" -keyint_min "$gop" -sc_threshold 0 \
            -bf 0 -x264-params "slices=1:aud=0:repeat-headers=1" -bsf:v "filter_units=remove_types=6" \
            -pass "$pass" -passlogfile "$work/$name" -threads 2 -f h264 "$([ "$pass" = 1 ] && echo /dev/null || echo "$out/$name.h264")"
    done
}

# still NAME OPTIONS...: the picture that the camera's snapshot address answers with.
still() {
    name=$1
    shift
    ffmpeg -v error -y "$@" -frames:v 1 -q:v 5 -f mjpeg "$out/$name.jpg"
}

# People crossing a campus, 10 pictures a second in the source; the middle 20 s, cropped to 16:9.
crop="crop=768:432:0:110"
encode campus-main main 25 2000 -ss 22 -t 20 -i "$source" -vf "$crop,scale=1280:720:flags=lanczos,fps=25"
encode campus-sub baseline 25 280 -ss 22 -t 20 -i "$source" -vf "$crop,scale=640:360:flags=area,fps=25"
still campus -ss 27 -i "$source" -vf "$crop,scale=1280:720:flags=lanczos"

# Three drawn scenes, 8 s each, told apart by colour and by what moves.
scene() {
    scene=$1 label=$2 graph=$3
    text="drawtext=fontfile=$sans:text='$label':fontcolor=white:fontsize=h/14:x=w/30:y=h-h/8:box=1:boxcolor=black@0.5:boxborderw=8"
    encode "$scene-main" main 50 350 -f lavfi -t 8 -i "$graph" -vf "scale=1280:720,$text"
    encode "$scene-sub" baseline 50 90 -f lavfi -t 8 -i "$graph" -vf "scale=640:360,$text"
    still "$scene" -f lavfi -t 1 -i "$graph" -vf "scale=1280:720,$text"
}
scene gate GATE "color=c=0x1f4e79:s=1280x720:r=25[b];color=c=orange:s=150x150:r=25[o];[b][o]overlay=x='565+480*sin(2*PI*t/8)':y='270+150*cos(4*PI*t/8)'"
scene yard YARD "color=c=0x2e6b34:s=1280x720:r=25[b];color=c=white:s=90x260:r=25[o];color=c=gold:s=110x110:r=25[p];[b][o]overlay=x='mod(160*t,1280)':y=300[c];[c][p]overlay=x='1170-mod(320*t,1280)':y='120+80*sin(2*PI*t/2)'"
scene dock DOCK "color=c=0x6b2e4f:s=1280x720:r=25[b];color=c=cyan:s=220x120:r=25[o];color=c=0xdddddd:s=1280x14:r=25[p];[b][p]overlay=x=0:y='mod(90*t,720)'[c];[c][o]overlay=x='530+320*cos(2*PI*t/4)':y='290+220*sin(2*PI*t/4)'"

# The running clock: 250 pictures, 40 ms each. The top row is 16 blocks of 40x40: white, black, ten bits of the picture's number (highest
# first, white is 1), their even parity, its opposite, black, white. ClockPicture.java reads it.
bars="drawbox=x=0:y=0:w=640:h=44:color=black:t=fill,drawbox=x=0:y=0:w=40:h=40:color=white:t=fill"
bars="$bars,drawbox=x=600:y=0:w=40:h=40:color=white:t=fill"
parity="0"
for bit in 9 8 7 6 5 4 3 2 1 0; do
    value="mod(floor(n/$((1 << bit)))\,2)"
    bars="$bars,drawbox=x=$(((11 - bit) * 40)):y=0:w=40:h=40:color=white:t=fill:enable='$value'"
    parity="$parity+$value"
done
bars="$bars,drawbox=x=480:y=0:w=40:h=40:color=white:t=fill:enable='mod($parity\,2)'"
bars="$bars,drawbox=x=520:y=0:w=40:h=40:color=white:t=fill:enable='1-mod($parity\,2)'"
digits="drawtext=fontfile=$mono:text='%{eif\:n\:d\:3}':fontcolor=white:fontsize=110:x=(w-tw)/2:y=90"
seconds="drawtext=fontfile=$mono:text='%{eif\:trunc(n/25)\:d\:1}.%{eif\:mod(n*4\,100)\:d\:2} s':fontcolor=yellow:fontsize=64:x=(w-tw)/2:y=230"
clock="color=c=0x203040:s=640x360:r=25[b];color=c=red:s=24x24:r=25[o];[b][o]overlay=x='mod(n*64,616)':y=326"
encode clock baseline 25 380 -f lavfi -t 10 -i "$clock" -vf "$bars,$digits,$seconds"
still clock -f lavfi -t 1 -i "$clock" -vf "$bars,$digits,$seconds"

for file in "$out"/*.h264; do
    name=$(basename "$file" .h264)
    size=$(ffprobe -v error -select_streams v -show_entries stream=width,height -of csv=p=0:s=x "$file")
    echo "$name=$size@25"
done > "$out/footage.properties"
du -cb "$out"/* | tail -1
